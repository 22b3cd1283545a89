import {
  type MediaKind,
  type MediaType,
  type MediaUse,
  mediaTypes,
  mediaUses,
  type StoryDocument,
} from '@taleport/story-model';
import type { ManifestUse, MissingReason, PackageManifest } from './manifest.ts';
import { nameMediaFiles } from './name-media-files.ts';

/** What is known of a media file before a package is made. */
export interface PackageMedia {
  readonly sha256: string;
  readonly mediaType: MediaType;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly blobKey: string;
  /** Set where the store has not got it, or not as it was stored. */
  readonly trouble?: MissingReason;
}

export interface MediaChoice {
  readonly include: Readonly<Record<'images' | 'audio' | 'video', boolean>>;
  /** All languages of the story where left out. */
  readonly languages?: readonly string[] | undefined;
}

export interface UsedMedia extends PackageMedia {
  readonly uses: readonly MediaUse[];
}

export type SortedMedia = Pick<PackageManifest, 'files' | 'omitted' | 'missing'>;

const includeName = { image: 'images', audio: 'audio', video: 'video' } as const satisfies Record<
  MediaKind,
  keyof MediaChoice['include']
>;

/**
 * Every media file that a story uses, once, in the order of first use: those for the package with their paths, those
 * that the choice leaves out, and those that should be there and are not.
 * Throws a TypeError for media that nothing is known of.
 */
export function sortMedia(
  story: StoryDocument,
  media: ReadonlyMap<string, PackageMedia>,
  choice: MediaChoice,
): SortedMedia {
  const used = usedMedia(story, media);
  const chosen = used.filter((each) => omission(each, choice) === undefined);
  const present = chosen.filter((each) => each.trouble === undefined);
  const paths = nameMediaFiles(present, story.tiles.length);
  return {
    files: present.map((each) => ({ path: paths.get(each.sha256) ?? '', ...describe(each) })),
    omitted: used.flatMap((each) => {
      const reason = omission(each, choice);
      return reason ? [{ ...describe(each), reason }] : [];
    }),
    missing: chosen.flatMap((each) =>
      each.trouble ? [{ ...describe(each), reason: each.trouble }] : [],
    ),
  };
}

/** The hashes of the media that a package with this choice needs. */
export function neededMedia(
  story: StoryDocument,
  media: ReadonlyMap<string, PackageMedia>,
  choice: MediaChoice,
): PackageMedia[] {
  return usedMedia(story, media).filter((each) => omission(each, choice) === undefined);
}

function usedMedia(story: StoryDocument, media: ReadonlyMap<string, PackageMedia>): UsedMedia[] {
  const usesOf = Map.groupBy(mediaUses(story), (use) => use.sha256);
  return [...usesOf].map(([sha256, uses]) => {
    const known = media.get(sha256);
    if (!known) throw new TypeError(`Nothing is known of the media file ${sha256}`);
    return { ...known, uses };
  });
}

function omission(media: UsedMedia, choice: MediaChoice): 'kind' | 'language' | undefined {
  if (!choice.include[includeName[mediaTypes[media.mediaType].kind]]) return 'kind';
  const isWanted = ({ language }: MediaUse) =>
    language === undefined || !choice.languages || choice.languages.includes(language);
  return media.uses.some(isWanted) ? undefined : 'language';
}

function describe({ sha256, sizeBytes, mediaType, uses }: UsedMedia) {
  return { sha256, sizeBytes, mediaType, uses: uses.map(manifestUse) };
}

function manifestUse({ role, tileId, language }: MediaUse): ManifestUse {
  return {
    role,
    ...(tileId !== undefined && { tileId }),
    ...(language !== undefined && { language }),
  };
}
