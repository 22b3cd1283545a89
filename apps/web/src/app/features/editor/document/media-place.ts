import type { StoryDocument, Tile } from '@taleport/story-model';
import { type MediaKind, mediaTypes } from '@taleport/story-model/media-type';
import { changeTile, withLanguage } from './tiles.ts';

/** A place of a story that a media file can stand in. */
export type MediaPlace =
  | { readonly part: 'cover' }
  | { readonly part: 'titleNarration'; readonly language: string }
  | { readonly part: 'picture'; readonly tileId: string }
  | { readonly part: 'narration' | 'video'; readonly tileId: string; readonly language: string };

export function mediaKindOf({ part }: MediaPlace): MediaKind {
  if (part === 'cover' || part === 'picture') return 'image';
  return part === 'video' ? 'video' : 'audio';
}

/** The types of files of a kind, as a field for files has them in `accept`. */
export function acceptedTypes(kind: MediaKind): string {
  return Object.entries(mediaTypes)
    .filter(([, type]) => type.kind === kind)
    .map(([type]) => type)
    .join();
}

export function isSamePlace(one: MediaPlace, other: MediaPlace): boolean {
  return (
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
  );
}

/** The SHA-256 of the file that stands in a place, if there is one. */
export function mediaAt(story: StoryDocument, place: MediaPlace): string | undefined {
  if (place.part === 'cover') return story.cover?.media;
  if (place.part === 'titleNarration') return story.titleNarration[place.language];
  const tile = story.tiles.find(({ id }) => id === place.tileId);
  if (!tile) return undefined;
  if (place.part === 'picture') return tile.picture?.media;
  if (place.part === 'narration') return tile.narration[place.language];
  return tile.kind === 'video' ? tile.video[place.language] : undefined;
}

/** The story with another file in a place, or none; a picture that replaces another keeps what is said of it. */
export function withMediaAt(
  story: StoryDocument,
  place: MediaPlace,
  media: string | undefined,
): StoryDocument {
  if (place.part === 'cover') return { ...story, cover: picture(story.cover, media) };
  if (place.part === 'titleNarration') {
    const titleNarration = withLanguage(story.titleNarration, place.language, media);
    return { ...story, titleNarration };
  }
  return changeTile(story, place.tileId, (tile) => withTileMedia(tile, place, media));
}

function withTileMedia(
  tile: Tile,
  place: Extract<MediaPlace, { tileId: string }>,
  media: string | undefined,
): Tile {
  if (place.part === 'picture') return { ...tile, picture: picture(tile.picture, media) };
  if (place.part === 'narration') {
    return { ...tile, narration: withLanguage(tile.narration, place.language, media) };
  }
  if (tile.kind !== 'video') return tile;
  return { ...tile, video: withLanguage(tile.video, place.language, media) };
}

function picture(before: Tile['picture'], media: string | undefined): Tile['picture'] {
  return media === undefined ? null : { media, alt: before?.alt ?? {} };
}
