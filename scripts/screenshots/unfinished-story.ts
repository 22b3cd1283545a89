import type { StoryDocument, Tile } from '@taleport/story-model';
import { withTranslation } from '@taleport/story-model/translation-state';

type Change = (tile: Tile) => Tile;

/** A sample story as it may have been in the middle of the work: something of everything is missing. */
export function unfinished(story: StoryDocument): StoryDocument {
  return {
    ...story,
    title: { en: 'Nela and the Snow Kite', ro: 'Nela și zmeul de zăpadă', ar: 'نيلا وطائرة الثلج' },
    summary: { en: story.summary.en ?? '' },
    languages: ['en', 'ro', 'hu', 'ar'],
    tiles: story.tiles.map((tile) => changes[tile.id]?.(tile) ?? tile),
  };
}

const english = { source: 'en', reviewed: true };
const changed = (tile: Tile): Tile => ({
  ...tile,
  text: { ...tile.text, en: `${tile.text.en ?? ''} It was cold.` },
});

const changes: Readonly<Record<string, Change>> = {
  teapot: (tile) => {
    const text = { ...tile.text, ar: 'كانت نيلا الفأرة تسكن في إبريق شاي تحت السياج.' };
    return ['ro', 'hu', 'ar'].reduce(
      (reviewed, language) => withTranslation(reviewed, language, english),
      { ...tile, text } as Tile,
    );
  },
  wind: (tile) => changed(withTranslation(tile, 'ro', english)),
  orchard: (tile) => ({ ...tile, text: { en: tile.text.en ?? '' } }),
  brook: (tile) => withTranslation(tile, 'hu', english),
  oak: (tile) => ({
    ...tile,
    picture: tile.picture && { ...tile.picture, alt: {} },
    narration: {},
  }),
  nest: (tile) =>
    tile.kind === 'choice'
      ? { ...tile, options: tile.options.map((option) => ({ ...option, goTo: { tile: 'cloud' } })) }
      : tile,
};
