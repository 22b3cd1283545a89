import { canonicalJson } from './canonical-json.ts';
import { storyChanges } from './story-changes.ts';
import type { StoryDocument } from './story-document.ts';

/** Languages, or ids of tiles, that one story has and another has not, or has with another content. */
export interface Differences {
  readonly added: string[];
  readonly removed: string[];
  readonly changed: string[];
}

/** What becomes of each language from one story to another: changed where any of its texts, voices or films is another. */
export function compareLanguages(before: StoryDocument, after: StoryDocument): Differences {
  const changed = new Set(storyChanges(before, after).map(({ language }) => language));
  return compare(before.languages, after.languages, (language) => changed.has(language));
}

/** What becomes of each tile, by its id, wherever it stands. */
export function compareTiles(before: StoryDocument, after: StoryDocument): Differences {
  const [one, other] = [contentByTile(before), contentByTile(after)];
  return compare([...one.keys()], [...other.keys()], (id) => one.get(id) !== other.get(id));
}

function compare(
  before: readonly string[],
  after: readonly string[],
  isChanged: (key: string) => boolean,
): Differences {
  const [was, is] = [new Set(before), new Set(after)];
  return {
    added: after.filter((key) => !was.has(key)),
    removed: before.filter((key) => !is.has(key)),
    changed: after.filter((key) => was.has(key) && isChanged(key)),
  };
}

function contentByTile({ tiles }: StoryDocument): ReadonlyMap<string, string> {
  return new Map(tiles.map((tile) => [tile.id, canonicalJson(tile)]));
}
