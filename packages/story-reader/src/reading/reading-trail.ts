import { isSamePlace, type Place, placesAhead, type Story, tileOf } from './next-place.ts';

/** The way that a reader has come, the current place last. */
export interface ReadingTrail {
  readonly places: readonly Place[];
  /** Pages that lie before the first place of the trail: a preview begins in the midst of a story. */
  readonly pagesBefore: number;
}

/** How far a reader is. `total` is known only where no choice lies ahead. */
export interface Progress {
  readonly page: number;
  readonly total?: number;
}

/** A trail that ends on the cover, or on the tile with this id where the story has it. */
export function startTrail(story: Story, startTile?: string): ReadingTrail {
  const index = story.tiles.findIndex((tile) => tile.id === startTile);
  if (startTile === undefined || index === -1) return { places: ['cover'], pagesBefore: 0 };
  return { places: ['cover', { tile: startTile }], pagesBefore: index };
}

export function currentPlace(trail: ReadingTrail): Place {
  return trail.places.at(-1) ?? 'cover';
}

export function goOn(trail: ReadingTrail, ...places: readonly Place[]): ReadingTrail {
  return { ...trail, places: [...trail.places, ...places] };
}

/** One step back on the way that the reader has come; the same trail at its beginning. */
export function goBack(trail: ReadingTrail): ReadingTrail {
  return trail.places.length < 2 ? trail : { ...trail, places: trail.places.slice(0, -1) };
}

/** The trail in a story that has changed: tiles that are gone are taken out. */
export function keepTrail(trail: ReadingTrail, story: Story): ReadingTrail {
  const places = trail.places
    .filter((place) => typeof place === 'string' || tileOf(story, place) !== undefined)
    .filter((place, index, all) => {
      const before = all[index - 1];
      return before === undefined || !isSamePlace(place, before);
    });
  return { ...trail, places };
}

/**
 * The number of the current page on the way from the cover that was taken, and of all pages on it where that is certain. Undefined on
 * the cover and at the end, which are no pages.
 */
export function progressOf(trail: ReadingTrail, story: Story): Progress | undefined {
  const place = currentPlace(trail);
  if (typeof place === 'string') return undefined;
  const cover = trail.places.lastIndexOf('cover');
  const page = trail.places.length - 1 - cover + (cover > 0 ? 0 : trail.pagesBefore);
  const ahead = placesAhead(story, place);
  return ahead.at(-1) === 'end' ? { page, total: page + ahead.length - 1 } : { page };
}
