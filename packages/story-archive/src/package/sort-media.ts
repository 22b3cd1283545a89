import {
  type MediaKind,
  type MediaType,
  type MediaUse,
  mediaTypes,
  mediaUses,
  type StoryDocument,
  selectLanguages,
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
 * The part of a story that goes into the package: all of it, or what is in the languages of the choice.
 * Throws a TypeError for a choice that leaves no language, since no reader accepts such a package.
 */
export function chosenStory(story: StoryDocument, { languages }: MediaChoice): StoryDocument {
  if (!languages) return story;
  const chosen = selectLanguages(story, languages);
  if (chosen.languages.length > 0) return chosen;
  throw new TypeError(`The story is in none of these languages: ${languages.join(', ')}`);
}

/**
 * Every media file that a story uses, once, in the order of first use: those for the package with their paths, those
 * that the choice leaves out, and those that should be there and are not. The uses of a file in the package, which it
 * is also named and ordered by, are those of the part of the story that is in the package.
 * Throws a TypeError for media that nothing is known of.
 */
export function sortMedia(
  story: StoryDocument,
  media: ReadonlyMap<string, PackageMedia>,
  choice: MediaChoice,
): SortedMedia {
  const inLanguages = usedMedia(chosenStory(story, choice), media);
  const chosen = inLanguages.filter((each) => isIncluded(each, choice));
  const present = chosen.filter((each) => each.trouble === undefined);
  const paths = nameMediaFiles(present, story.tiles.length);
  const chosenHashes = new Set(chosen.map(({ sha256 }) => sha256));
  return {
    files: present.map((each) => ({ path: paths.get(each.sha256) ?? '', ...describe(each) })),
    omitted: usedMedia(story, media)
      .filter(({ sha256 }) => !chosenHashes.has(sha256))
      .map((each) => ({
        ...describe(each),
        reason: isIncluded(each, choice) ? 'language' : 'kind',
      })),
    missing: chosen.flatMap((each) =>
      each.trouble ? [{ ...describe(each), reason: each.trouble }] : [],
    ),
  };
}

/** What is known of the media that a package with this choice needs. */
export function neededMedia(
  story: StoryDocument,
  media: ReadonlyMap<string, PackageMedia>,
  choice: MediaChoice,
): PackageMedia[] {
  return usedMedia(chosenStory(story, choice), media).filter((each) => isIncluded(each, choice));
}

function usedMedia(story: StoryDocument, media: ReadonlyMap<string, PackageMedia>): UsedMedia[] {
  const usesOf = Map.groupBy(mediaUses(story), (use) => use.sha256);
  return [...usesOf].map(([sha256, uses]) => {
    const known = media.get(sha256);
    if (!known) throw new TypeError(`Nothing is known of the media file ${sha256}`);
    return { ...known, uses };
  });
}

function isIncluded({ mediaType }: PackageMedia, { include }: MediaChoice): boolean {
  return include[includeName[mediaTypes[mediaType].kind]];
}

function describe({ sha256, sizeBytes, mediaType, uses }: UsedMedia) {
  return { sha256, sizeBytes, mediaType, uses: uses.map(manifestUse) };
}

/** A use as the manifest has it. */
export function manifestUse({ role, tileId, language }: MediaUse): ManifestUse {
  return {
    role,
    ...(tileId !== undefined && { tileId }),
    ...(language !== undefined && { language }),
  };
}
