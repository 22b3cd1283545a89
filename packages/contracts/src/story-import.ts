import { languageTag, storyDocument } from '@taleport/story-model';
import { z } from 'zod';
import { jobStatusDocument } from './jobs.ts';
import { instant, locale, slug, uuid } from './scalars.ts';

/** A package that is refused ends its check Failed with one of the first two, and names the rule and the entry in the message. */
export type StoryImportCode =
  | 'package_not_valid'
  | 'package_too_new'
  | 'check_not_completed'
  | 'decision_not_possible'
  | 'import_not_completed'
  | 'import_not_failed'
  | 'import_too_old_to_undo'
  | 'language_not_in_package'
  | 'story_changed_since_check'
  | 'story_changed_since_import'
  | 'upload_gone'
  | 'upload_incomplete';

export const createImportParams = z.object({ locale });
export const applyImportParams = z.object({ locale, jobId: uuid });

/** What its author wants with a package. */
export const importDecision = z.strictObject({
  /** A story of its own, or the next draft of my story with the same origin, which the report names. */
  into: z.enum(['new-story', 'my-story']).default('new-story'),
  /** Left out: all that the package has. */
  languages: z.array(languageTag).min(1).max(200).optional(),
  /** Of my story, as it was when this was decided: a draft that has moved on is not replaced. Left out: that of the report. */
  draftRevision: z.int().min(1).optional(),
});

export const createImportBody = z.strictObject({
  uploadId: uuid,
  /** Imports as decided when the check has found nothing that forbids it, without asking; for scripts. */
  autoApply: z.boolean().default(false),
  decision: importDecision.prefault({}),
});

const fileCount = z.object({ files: z.int(), sizeBytes: z.int() });
const finding = z.object({
  code: z.string(),
  message: z.string(),
  /** An entry of the package, or a JSON pointer into its story (RFC 6901). */
  where: z.string(),
});
const differences = z.object({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.string()),
});

/** What a package has in it, and what importing it would do. */
export const importReport = z.object({
  /** Of the package: ours, or an older exporter's. */
  layout: z.enum(['taleport', 'alchimalia']),
  originId: uuid,
  /** The one in the package, and the one that a new story would get. */
  slug: z.object({ wanted: slug, given: slug }),
  version: z.int().optional(),
  draftRevision: z.int().optional(),
  title: storyDocument.shape.title,
  languages: z.array(z.string()),
  tileCount: z.int(),
  sizeBytes: z.int(),
  media: z.object({ new: fileCount, mine: fileCount, missing: fileCount }),
  /** My story with the same origin, if I have one, and what its draft would become. */
  mine: z
    .object({
      storyId: uuid,
      slug,
      title: z.string(),
      draftRevision: z.int(),
      languages: differences,
      /** Tiles by their ids. */
      tiles: differences,
    })
    .nullable(),
  /** What is in the way of a decision; the other decisions are possible. */
  conflicts: z.array(finding),
  /** What is in the package and cannot be kept. */
  losses: z.array(finding),
});

const checkedPackage = {
  uploadId: uuid,
  fileName: z.string(),
  sizeBytes: z.int(),
  decision: importDecision,
};

/** What an import job remembers of its request. */
export const importInput = z.discriminatedUnion('step', [
  z.object({ step: z.literal('check'), ...checkedPackage, autoApply: z.boolean() }),
  z.object({ step: z.literal('apply'), ...checkedPackage, checkJobId: uuid }),
]);

/** What a Completed check has found, and the job that imports it, if one does. */
export const checkResult = z.object({ report: importReport, applyJobId: uuid.optional() });

/** What a Completed import has made of which story. */
export const applyResult = z.object({
  slug,
  draftRevision: z.int(),
  undoneAtUtc: instant.optional(),
});

export const importStatusDocument = jobStatusDocument.extend({
  step: z.enum(['check', 'apply']),
  uploadId: uuid,
  fileName: z.string(),
  /** Of a check that is Completed. */
  report: importReport.optional(),
  /** Of a check: the job that imports what it has checked. Of an import: the check. */
  otherJobId: uuid.optional(),
  /** Of an import, and of a check that decides by itself. */
  decision: importDecision.optional(),
  /** Of the story that an import has made, or of which it has made the draft. */
  slug: slug.optional(),
  /** Of an import that is Completed; it can be taken back until then. */
  undoUntilUtc: instant.optional(),
  undoneAtUtc: instant.optional(),
});

export const importJobList = z.object({
  jobs: z.array(importStatusDocument),
  nextCursor: uuid.optional(),
});

export type ImportDecision = z.infer<typeof importDecision>;
export type ImportReport = z.infer<typeof importReport>;
export type ImportInput = z.infer<typeof importInput>;
export type ImportJobList = z.infer<typeof importJobList>;
export type ImportStatusDocument = z.infer<typeof importStatusDocument>;
