import type { MediaKind } from './media-type.ts';
import type { StoryDocument } from './story-document.ts';
import type { Tile } from './tile.ts';

export type MediaRole = 'cover' | 'title-narration' | 'picture' | 'narration' | 'video';

/** One place where a story uses a media file. `tileNumber` counts from 1, as readers do. */
export interface MediaUse {
  readonly sha256: string;
  readonly role: MediaRole;
  readonly tileId?: string;
  readonly tileNumber?: number;
  readonly language?: string;
}

/**
 * Every use of media in a story, in the order of reading: cover, narration of the title, then tile by tile picture,
 * narration and video, languages in the author's order.
 */
export function mediaUses(story: StoryDocument): MediaUse[] {
  const cover: MediaUse[] = story.cover ? [{ sha256: story.cover.media, role: 'cover' }] : [];
  return [
    ...cover,
    ...usesPerLanguage(story.titleNarration, story.languages, { role: 'title-narration' }),
    ...story.tiles.flatMap((tile, index) => tileUses(tile, index + 1, story.languages)),
  ];
}

function tileUses(tile: Tile, tileNumber: number, languages: readonly string[]): MediaUse[] {
  const where = { tileId: tile.id, tileNumber };
  const picture: MediaUse[] = tile.picture
    ? [{ sha256: tile.picture.media, role: 'picture', ...where }]
    : [];
  const narration = usesPerLanguage(tile.narration, languages, { role: 'narration', ...where });
  const video =
    tile.kind === 'video'
      ? usesPerLanguage(tile.video, languages, { role: 'video', ...where })
      : [];
  return [...picture, ...narration, ...video];
}

/** Languages that the story does not list any more keep their media: what an author took away may come back. */
function usesPerLanguage(
  media: Record<string, string>,
  languages: readonly string[],
  use: Omit<MediaUse, 'sha256' | 'language'>,
): MediaUse[] {
  const written = Object.keys(media);
  // Most tiles of a story with many languages have none.
  if (written.length === 0) return [];
  const unlisted = written.filter((language) => !languages.includes(language));
  return [...languages, ...unlisted.sort()].flatMap((language) => {
    const sha256 = media[language];
    return sha256 === undefined ? [] : [{ sha256, language, ...use }];
  });
}

/** Where in the document a use stands, as a JSON pointer (RFC 6901). */
export function mediaPointer({ role, tileNumber = 0, language = '' }: MediaUse): string {
  const tile = `/tiles/${tileNumber - 1}`;
  switch (role) {
    case 'cover':
      return '/cover/media';
    case 'title-narration':
      return `/titleNarration/${language}`;
    case 'picture':
      return `${tile}/picture/media`;
    case 'narration':
      return `${tile}/narration/${language}`;
    case 'video':
      return `${tile}/video/${language}`;
  }
}

/** What kind of file a use needs. */
export function mediaKindOf(role: MediaRole): MediaKind {
  if (role === 'cover' || role === 'picture') return 'image';
  return role === 'video' ? 'video' : 'audio';
}
