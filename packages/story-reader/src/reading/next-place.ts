import type { Destination, StoryDocument, Tile } from '@taleport/story-model';

/** Where a reader is: on the cover, on a tile (named by its id) or at the end. */
export type Place = 'cover' | 'end' | { readonly tile: string };

export type Story = Pick<StoryDocument, 'tiles'>;

/**
 * The place that comes after one; undefined where the reader has to choose, and after the end. A `next` that leads to
 * a tile that is gone, or to its own tile, is not followed: the tile that stands behind comes next, as without one.
 */
export function nextPlace(story: Story, place: Place): Place | undefined {
  if (place === 'end') return undefined;
  if (place === 'cover') return placeAt(story, 0);
  const tile = tileOf(story, place);
  if (!tile) return 'end';
  if (isChoice(tile)) return undefined;
  return destinationPlace(story, tile, tile.next);
}

/** Where a jump from a tile leads. One that leads nowhere goes on to the tile behind, so that nobody is trapped. */
export function destinationPlace(story: Story, from: Tile, to: Destination | null): Place {
  if (to && 'end' in to) return 'end';
  if (to && to.tile !== from.id && indexOf(story, to.tile) !== -1) return { tile: to.tile };
  return placeAt(story, indexOf(story, from.id) + 1);
}

/** Whether a tile is left by its options. A choice that has none is read like a page. */
export function isChoice(tile: Tile): tile is Tile & { kind: 'choice' } {
  return tile.kind === 'choice' && tile.options.length > 0;
}

/** The places that follow without a choice, up to a choice, the end, or the first place that comes a second time. */
export function placesAhead(story: Story, from: Place): Place[] {
  const ahead: Place[] = [];
  const seen = new Set([keyOf(from)]);
  let place = nextPlace(story, from);
  while (place !== undefined && !seen.has(keyOf(place))) {
    ahead.push(place);
    seen.add(keyOf(place));
    place = nextPlace(story, place);
  }
  return ahead;
}

/** The tile at a place; undefined on the cover, at the end, and where the tile is gone. */
export function tileOf(story: Story, place: Place): Tile | undefined {
  if (typeof place === 'string') return undefined;
  return story.tiles.find((tile) => tile.id === place.tile);
}

export function isSamePlace(one: Place, other: Place): boolean {
  return keyOf(one) === keyOf(other);
}

function placeAt(story: Story, index: number): Place {
  const tile = story.tiles[index];
  return tile ? { tile: tile.id } : 'end';
}

function indexOf(story: Story, tileId: string): number {
  return story.tiles.findIndex((tile) => tile.id === tileId);
}

/** No tile id begins with a hyphen. */
function keyOf(place: Place): string {
  return typeof place === 'string' ? `-${place}` : place.tile;
}
