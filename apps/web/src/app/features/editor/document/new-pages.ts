import type { Destination, StoryDocument, Tile } from '@taleport/story-model';
import { emptyTile, insertTile, placeOf } from './tiles.ts';

type Choice = Extract<Tile, { kind: 'choice' }>;

/** The story with an empty page between a page and what comes after it. */
export function withPageAfter(story: StoryDocument, index: number): StoryDocument {
  const tile = story.tiles[index];
  if (!tile) return story;
  const page = { ...emptyTile('page'), next: tile.next };
  const leading = { ...tile, next: tile.next && placeOf(page) };
  return insertTile({ ...story, tiles: story.tiles.with(index, leading) }, index + 1, page);
}

/** Where pictures are to become pages. */
export interface PicturesPlace {
  /** The id of the page that they come after; without it, they come last. */
  readonly tileId?: string | undefined;
  /** Whether the page itself takes the first picture, if it has none. */
  readonly fillsPage: boolean;
}

/** The story with a page for each picture, in their order. */
export function withPictures(
  story: StoryDocument,
  media: readonly string[],
  { tileId, fillsPage }: PicturesPlace,
): StoryDocument {
  const index = story.tiles.findIndex(({ id }) => id === tileId);
  const tile = story.tiles[index];
  const pictures = media.map((each) => ({ media: each, alt: {} }));
  const first = fillsPage && tile && !tile.picture ? pictures.shift() : undefined;
  const tiles = tile && first ? story.tiles.with(index, { ...tile, picture: first }) : story.tiles;
  const pages = pictures.map((picture) => ({ ...emptyTile('page'), picture }));
  return { ...story, tiles: tiles.toSpliced(tile ? index + 1 : tiles.length, 0, ...pages) };
}

/** The story with an empty page behind a choice, to which one of its options leads. No other way leads into it. */
export function withPageForOption(
  story: StoryDocument,
  index: number,
  option: number,
): StoryDocument {
  const choice = story.tiles[index];
  if (choice?.kind !== 'choice') return story;
  const next = afterBranch(choice, story.tiles[index + 1]);
  const page = { ...emptyTile('page'), next };
  const options = choice.options.map((each, at) =>
    at === option ? { ...each, goTo: placeOf(page) } : each,
  );
  const leading = { ...choice, options };
  return insertTile({ ...story, tiles: story.tiles.with(index, leading) }, index + 1, page);
}

/** Where the ways of a choice meet again: behind the page after it, if that is a way of its own that says where it leads. */
function afterBranch({ options }: Choice, following: Tile | undefined): Destination {
  const isBranch = options.some(({ goTo }) => 'tile' in goTo && goTo.tile === following?.id);
  return (isBranch && following?.next) || placeOf(following);
}
