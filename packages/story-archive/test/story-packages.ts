import { type MediaKind, mediaTypes } from '@taleport/story-model';
import fc from 'fast-check';
import { type MediaIds, storyDocuments } from '../../story-model/test/story-arbitrary.ts';
import {
  buildPackage,
  inlineEntry,
  type PackageRequest,
  planArchive,
  type StoryPackage,
} from '../src/index.ts';
import { planBytes } from '../src/zip/archive-fixtures.ts';
import { lampMedia, lampStory } from './lamp-story.ts';
import { type SampleMedia, sampleLibrary } from './sample-media.ts';

export interface PackageSample extends PackageRequest {
  readonly library: readonly SampleMedia[];
}

export const includeAll = { images: true, audio: true, video: true } as const;

/** The request for the whole package of the story of the lamp, with changes. */
export function packageSample(changes: Partial<PackageSample> = {}): PackageSample {
  const library = changes.library ?? Object.values(lampMedia);
  return {
    story: lampStory,
    origin: '0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6a',
    slug: 'the-lamp-in-the-fog',
    revision: { version: 3 },
    locale: 'en',
    include: includeAll,
    media: new Map(library.map((each) => [each.sha256, each])),
    library,
    ...changes,
  };
}

/** Names and contents of the entries of a package, in order. */
export type PackageContents = ReadonlyMap<string, Uint8Array>;

export function packageContents(sample: PackageSample): PackageContents {
  return contentsOf(buildPackage(sample), sample);
}

/** The bytes of the package as `planArchive` lays it out. */
export function packageBytes(sample: PackageSample): Buffer {
  const plan = planArchive(buildPackage(sample).entries);
  return planBytes(plan, blobsOf(sample));
}

export function contentsOf({ entries }: StoryPackage, sample: PackageSample): PackageContents {
  const blobs = blobsOf(sample);
  return new Map(
    entries.map(({ name, content }) => {
      const bytes = content instanceof Uint8Array ? content : blobs.get(content.key);
      if (!bytes) throw new Error(`Nothing has the content of ${name}`);
      return [name, bytes];
    }),
  );
}

/** The text of an entry; throws if it is not there. */
export function textOf(contents: PackageContents, name: string): string {
  const bytes = contents.get(name);
  if (!bytes) throw new Error(`There is no ${name}`);
  return Buffer.from(bytes).toString();
}

/** A good archive of any contents. */
export function archiveOf(contents: Iterable<readonly [string, Uint8Array]>): Buffer {
  return planBytes(planArchive([...contents].map(([name, bytes]) => inlineEntry(name, bytes))));
}

function blobsOf({ library }: PackageSample): ReadonlyMap<string, Uint8Array> {
  return new Map(library.map(({ blobKey, bytes }) => [blobKey, bytes]));
}

const mediaIds: MediaIds = { image: idsOf('image'), audio: idsOf('audio'), video: idsOf('video') };

function idsOf(kind: MediaKind): fc.Arbitrary<string> {
  const ofKind = sampleLibrary.filter(({ mediaType }) => mediaTypes[mediaType].kind === kind);
  return fc.constantFrom(...ofKind.map(({ sha256 }) => sha256));
}

/** Any story with any choice of what goes into its package, and any of its media in trouble. */
export const packageSamples: fc.Arbitrary<PackageSample> = storyDocuments(mediaIds).chain((story) =>
  fc
    .record({
      include: fc.record({ images: fc.boolean(), audio: fc.boolean(), video: fc.boolean() }),
      languages: fc.option(fc.shuffledSubarray(story.languages, { minLength: 1 }), {
        nil: undefined,
      }),
      revision: fc.oneof(
        fc.record({ version: fc.integer({ min: 1 }) }),
        fc.record({ draftRevision: fc.integer({ min: 1 }) }),
      ),
      locale: fc.constantFrom('en', 'ro', 'hu', 'ar', 'x-private', ...story.languages),
      troubled: fc.subarray([...sampleLibrary], { maxLength: 6 }),
      trouble: fc.constantFrom('missing' as const, 'damaged' as const),
    })
    .map(({ troubled, trouble, ...choice }) => {
      const library = sampleLibrary.map((each) =>
        troubled.includes(each) ? { ...each, trouble } : each,
      );
      return packageSample({ story, library, ...choice });
    }),
);
