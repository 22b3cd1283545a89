import { z } from 'zod';
import { jobStatusDocument } from './jobs.ts';
import { languageChoice, languageChoiceQuery } from './language-choice.ts';
import { locale, noBodyIsEmpty, slug, uuid } from './scalars.ts';

export type StoryExportCode =
  | 'export_not_ready'
  | 'language_not_in_story'
  | 'media_damaged'
  | 'media_missing'
  | 'media_unreadable'
  | 'no_published_version'
  | 'package_gone'
  | 'version_not_found';

export const createExportParams = z.object({ locale, storyId: uuid });

const include = z.strictObject({
  images: z.boolean().default(true),
  audio: z.boolean().default(true),
  video: z.boolean().default(true),
});

const exportOptions = {
  include: include.prefault({}),
  /** Left out: all languages of the story. */
  languages: languageChoice.optional(),
  /** What to do when a media file that should be in the package is not in the store. */
  onMissing: z.enum(['fail', 'list']).default('fail'),
};

export const createDraftExportBody = z.preprocess(noBodyIsEmpty, z.strictObject(exportOptions));
export const createExportBody = z.preprocess(
  noBodyIsEmpty,
  z.strictObject({ ...exportOptions, version: z.int().min(1).max(2_147_483_647).optional() }),
);

const chosen = z.stringbool().default(true);

/** The choice of an export as a query: the same fields, `languages` with commas between them. */
export const exportEstimateQuery = z
  .object({
    /** The draft as it is now, and not a published version. */
    draft: z.stringbool().default(false),
    /** Left out: the latest one. */
    version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    languages: languageChoiceQuery.optional(),
    images: chosen,
    audio: chosen,
    video: chosen,
  })
  .refine(({ draft, version }) => !draft || version === undefined, {
    path: ['version'],
    error: 'A draft has no version',
  });

const fileCount = z.object({ files: z.int(), sizeBytes: z.int() });

/** What a package has in it if all media is in its place. */
export const exportEstimate = z.object({
  fileName: z.string(),
  /** Of the package, to the byte. */
  sizeBytes: z.int(),
  media: z.object({ images: fileCount, audio: fileCount, video: fileCount }),
  languageCount: z.int(),
  /** All that the story has, also those that were not chosen. */
  languages: z.array(z.string()),
  snapshot: jobStatusDocument.shape.snapshot,
});

/** What an export job remembers of its request. */
export const exportInput = z.object({
  ...exportOptions,
  locale,
  slug,
  originId: uuid,
  isDraft: z.boolean(),
  /** The version number of a published story, the revision of a draft. */
  revision: z.int(),
});

/** What a Completed export job knows of its package. */
export const exportResult = z.object({
  zipBlobPath: z.string(),
  zipFileName: z.string(),
  zipSizeBytes: z.int(),
  mediaCount: z.int(),
  languageCount: z.int(),
});

export const exportStatusDocument = jobStatusDocument.extend({
  storyId: uuid,
  zipDownloadUrl: z.url().optional(),
  zipFileName: z.string().optional(),
  zipSizeBytes: z.int().optional(),
  mediaCount: z.int().optional(),
  languageCount: z.int().optional(),
});

export const exportJobList = z.object({
  jobs: z.array(exportStatusDocument),
  nextCursor: uuid.optional(),
});

export type ExportEstimate = z.infer<typeof exportEstimate>;
export type ExportInput = z.infer<typeof exportInput>;
export type ExportResult = z.infer<typeof exportResult>;
export type ExportStatusDocument = z.infer<typeof exportStatusDocument>;
