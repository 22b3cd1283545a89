import {
  listOf,
  type MediaType,
  mediaId,
  mediaTypes,
  slug,
  storyDocument,
} from '@taleport/story-model';
import { z } from 'zod';
import { maxPackageEntries } from './package-limits.ts';

export const packageFormat = 'taleport-story';
export const packageFormatVersion = 1;

/** The entries that every package begins with, in this order. */
export const fixedEntryNames = ['story.json', 'index.html', 'manifest-sha256.txt'] as const;

const mediaUse = z.strictObject({
  role: z.enum(['cover', 'title-narration', 'picture', 'narration', 'video']),
  tileId: z.string().optional(),
  language: z.string().optional(),
});

const mediaContent = {
  sha256: mediaId,
  sizeBytes: z.int().min(1),
  mediaType: z.enum(Object.keys(mediaTypes) as [MediaType, ...MediaType[]]),
  uses: listOf(mediaUse, { min: 1, max: maxPackageEntries }),
};

function mediaList<Shape extends z.ZodRawShape>(shape: Shape) {
  return listOf(z.strictObject({ ...mediaContent, ...shape }), { max: maxPackageEntries });
}

/** The content of `story.json`. */
export const packageManifest = z
  .strictObject({
    format: z.literal(packageFormat),
    formatVersion: z.literal(packageFormatVersion),
    /** Given to the story when it was first made, and kept wherever it goes. */
    origin: z.uuid(),
    slug,
    /** One of the two: a published version, or the revision of a draft. */
    version: z.int().min(1).optional(),
    draftRevision: z.int().min(1).optional(),
    story: storyDocument,
    files: mediaList({ path: z.string() }),
    /** Left out because the request said so. */
    omitted: mediaList({ reason: z.enum(['kind', 'language']) }),
    /** Media that should be here and was not in the store. */
    missing: mediaList({ reason: z.enum(['missing', 'damaged']) }),
    complete: z.boolean(),
  })
  .refine(
    ({ version, draftRevision }) => (version === undefined) !== (draftRevision === undefined),
    {
      error: 'A package is of a version or of a draft',
    },
  )
  .refine(({ complete, missing }) => complete === (missing.length === 0), {
    error: 'A package is complete if no media is missing',
    path: ['complete'],
  });

export type PackageManifest = z.infer<typeof packageManifest>;
export type PackageFile = PackageManifest['files'][number];
export type ManifestUse = z.infer<typeof mediaUse>;
export type MissingReason = PackageManifest['missing'][number]['reason'];
