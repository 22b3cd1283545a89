import { canonicalJson } from './canonical-json.ts';
import type { StoryDocument } from './story-document.ts';
import type { Tile } from './tile.ts';

/** Languages, or ids of tiles, that one story has and another has not, or has with another content. */
export interface Differences {
  readonly added: string[];
  readonly removed: string[];
  readonly changed: string[];
}

/** What becomes of each language from one story to another: changed where any of its texts, narrations or videos is another. */
export function compareLanguages(before: StoryDocument, after: StoryDocument): Differences {
  return compare(contentByLanguage(before), contentByLanguage(after));
}

/** What becomes of each tile, by its id, wherever it stands. */
export function compareTiles(before: StoryDocument, after: StoryDocument): Differences {
  return compare(contentByTile(before), contentByTile(after));
}

type Contents = ReadonlyMap<string, string>;

function compare(before: Contents, after: Contents): Differences {
  return {
    added: [...after.keys()].filter((key) => !before.has(key)),
    removed: [...before.keys()].filter((key) => !after.has(key)),
    changed: [...after.keys()].filter(
      (key) => before.has(key) && before.get(key) !== after.get(key),
    ),
  };
}

function contentByTile({ tiles }: StoryDocument): Contents {
  return new Map(tiles.map((tile) => [tile.id, canonicalJson(tile)]));
}

function contentByLanguage(story: StoryDocument): Contents {
  return new Map(
    story.languages.map((language) => [language, canonicalJson(contentIn(story, language))]),
  );
}

function contentIn(story: StoryDocument, language: string): unknown {
  const tiles = story.tiles.map((tile) => [tile.id, tileContentIn(tile, language)] as const);
  return {
    own: valuesIn(
      [story.title, story.summary, story.titleNarration, story.credits, story.cover?.alt],
      language,
    ),
    // A tile without a word in the language changes nothing in it.
    tiles: tiles.filter(([, values]) => values.some((value) => value !== null)),
  };
}

function tileContentIn(tile: Tile, language: string): unknown[] {
  const { picture, caption, text, narration, translations } = tile;
  return valuesIn(
    [picture?.alt, caption, text, narration, translations, ...ownParts(tile)],
    language,
  );
}

function ownParts(tile: Tile): (Readonly<Record<string, unknown>> | undefined)[] {
  switch (tile.kind) {
    case 'page':
      return [];
    case 'video':
      return [tile.video];
    case 'quiz':
      return [tile.question, ...tile.answers.map(({ text }) => text)];
    case 'choice':
      return tile.options.map(({ text }) => text);
  }
}

function valuesIn(
  parts: readonly (Readonly<Record<string, unknown>> | undefined)[],
  language: string,
): unknown[] {
  return parts.map((part) => part?.[language] ?? null);
}
