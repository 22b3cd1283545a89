import { type MediaKind, type MediaUse, mediaTypes } from '@taleport/story-model';
import type { UsedMedia } from './sort-media.ts';

const folders = { image: 'images', audio: 'audio', video: 'video' } as const satisfies Record<
  MediaKind,
  string
>;

/**
 * A path for each media file, by its hash, that says what the file is for: `media/audio/02-page.en.mp3`. The cover is
 * number 1, the first tile number 2. The language stands before the extension, since `con` and `nul` are languages,
 * and file names that Windows keeps for itself.
 */
export function nameMediaFiles(
  media: readonly UsedMedia[],
  tileCount: number,
): Map<string, string> {
  const digits = Math.max(2, String(tileCount + 1).length);
  const copies = new Map<string, number>();
  const paths = new Map<string, string>();
  for (const each of media) {
    const path = pathOf(each, { digits, copy: 1 });
    const copy = (copies.get(path.toLowerCase()) ?? 0) + 1;
    copies.set(path.toLowerCase(), copy);
    paths.set(each.sha256, copy === 1 ? path : pathOf(each, { digits, copy }));
  }
  return paths;
}

/** Files ask for one name where their languages differ in case only; the second and later ones are numbered. */
function pathOf(media: UsedMedia, { digits, copy }: { digits: number; copy: number }): string {
  const { kind, extension } = mediaTypes[media.mediaType];
  const [firstUse] = media.uses;
  const suffix = copy === 1 ? '' : `-${copy}`;
  return `media/${folders[kind]}/${stem(firstUse, digits)}${suffix}${languagePart(firstUse)}.${extension}`;
}

function stem(use: MediaUse | undefined, digits: number): string {
  const number = String((use?.tileNumber ?? 0) + 1).padStart(digits, '0');
  return `${number}-${use ? stemNames[use.role] : 'media'}`;
}

const stemNames = {
  cover: 'cover',
  'title-narration': 'title',
  picture: 'page',
  narration: 'page',
  video: 'video',
} as const satisfies Record<MediaUse['role'], string>;

function languagePart(use: MediaUse | undefined): string {
  return use?.language === undefined ? '' : `.${use.language}`;
}
