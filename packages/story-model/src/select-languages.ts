import type { StoryDocument } from './story-document.ts';
import type { Tile } from './tile.ts';

/** The story with only the given languages, in its own order: every text, narration and video of the others is gone. */
export function selectLanguages(story: StoryDocument, languages: readonly string[]): StoryDocument {
  const wanted = new Set(languages);
  const keep = <Value>(values: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([language]) => wanted.has(language)));

  return {
    ...story,
    title: keep(story.title),
    summary: keep(story.summary),
    languages: story.languages.filter((language) => wanted.has(language)),
    titleNarration: keep(story.titleNarration),
    credits: keep(story.credits),
    cover: story.cover && { ...story.cover, alt: keep(story.cover.alt) },
    tiles: story.tiles.map((tile) => selectTileLanguages(tile, keep)),
  };
}

type Keep = <Value>(values: Record<string, Value>) => Record<string, Value>;

function selectTileLanguages(tile: Tile, keep: Keep): Tile {
  const shared = {
    picture: tile.picture && { ...tile.picture, alt: keep(tile.picture.alt) },
    caption: keep(tile.caption),
    text: keep(tile.text),
    narration: keep(tile.narration),
    translations: keep(tile.translations),
  };
  switch (tile.kind) {
    case 'page':
      return { ...tile, ...shared };
    case 'video':
      return { ...tile, ...shared, video: keep(tile.video) };
    case 'quiz':
      return {
        ...tile,
        ...shared,
        question: keep(tile.question),
        answers: tile.answers.map((answer) => ({ ...answer, text: keep(answer.text) })),
      };
    case 'choice':
      return {
        ...tile,
        ...shared,
        options: tile.options.map((option) => ({ ...option, text: keep(option.text) })),
      };
  }
}
