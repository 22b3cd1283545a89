import type { ExportInput, ExportResult } from '@taleport/contracts/story-export';
import {
  type ArchivePlan,
  buildPackage,
  neededMedia,
  type PackageMedia,
  planArchive,
  type StoryPackage,
} from '@taleport/story-archive';
import { type MediaUse, mediaUses, type StoryDocument } from '@taleport/story-model';
import pMap from 'p-map';
import type { Logger } from 'pino';
import {
  type BlobStore,
  BlobStoreError,
  type BlobTrouble,
  type Placed,
} from '../../infrastructure/blob-store.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobOutcome } from '../../jobs/job-kind.ts';
import type { ProgressReporter } from '../../jobs/progress.ts';
import { missingWarnings, sizeWarnings } from './export-messages.ts';
import { exportBlobKey, loadSnapshot, packageRevision, type Snapshot } from './export-storage.ts';

export interface ExportWork {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly jobId: string;
  readonly documentId: string;
  readonly input: ExportInput;
  /** The largest package that this server takes in. */
  readonly maxImportBytes: number;
  readonly signal: AbortSignal;
  readonly progress: ProgressReporter;
  readonly log: Logger;
}

/** A media file that the package needs and that the store cannot give: which, and where the story uses it. */
export class MediaTroubleError extends Error {
  readonly trouble: BlobTrouble;
  readonly use: MediaUse;

  constructor(trouble: BlobTrouble, use: MediaUse, cause?: unknown) {
    super(`The media file ${use.sha256} is ${trouble}`, { cause });
    this.name = 'MediaTroubleError';
    this.trouble = trouble;
    this.use = use;
  }
}

/** Makes the package of a story and puts it into the blob store. Every attempt of a job makes the same bytes. */
export async function exportStory(work: ExportWork): Promise<JobOutcome> {
  work.progress.phase('preparing');
  const snapshot = await loadSnapshot(work.db, work.documentId);
  const media = await withTroubles(work, snapshot);
  const story = describePackage(work.input, snapshot.story, media);
  const plan = planArchive(story.entries);

  work.progress.phase('assembling');
  const key = exportBlobKey(work.jobId, work.input);
  await assemble(work, { key, plan, story: snapshot.story });
  return outcome(work, { key, plan, story });
}

/** Looks at every media file that the package needs before anything is written, so that what is missing is known at once. */
async function withTroubles(
  { blobs, input, signal }: ExportWork,
  { story, media }: Snapshot,
): Promise<Map<string, PackageMedia>> {
  const all = new Map(media);
  const lookUp = async (file: PackageMedia) => {
    const trouble = await findTrouble(blobs, story, file);
    if (trouble && input.onMissing === 'fail') {
      throw new MediaTroubleError(trouble, firstUse(story, file.sha256));
    }
    if (trouble) all.set(file.sha256, { ...file, trouble });
  };
  await pMap(neededMedia(story, media, input), lookUp, { concurrency: 16, signal });
  return all;
}

async function findTrouble(blobs: BlobStore, story: StoryDocument, file: PackageMedia) {
  const blob = await blobs.stat(file.blobKey).catch((error: unknown) => {
    throw namingUse(error, story);
  });
  if (!blob) return 'missing';
  return blob.sizeBytes === file.sizeBytes ? undefined : 'damaged';
}

/** The package that a request would get, and where its bytes come from, if all media is in its place. */
export async function foreseeExport(db: Db, documentId: string, input: ExportInput) {
  const { story, media } = await loadSnapshot(db, documentId);
  const foreseen = describePackage(input, story, media);
  const { sizeBytes } = planArchive(foreseen.entries);
  return { ...foreseen, sizeBytes, languages: story.languages };
}

function describePackage(
  input: ExportInput,
  story: StoryDocument,
  media: ReadonlyMap<string, PackageMedia>,
): StoryPackage {
  const { slug, originId, locale, include, languages } = input;
  return buildPackage({
    story,
    media,
    slug,
    locale,
    include,
    languages,
    origin: originId,
    revision: packageRevision(input),
  });
}

interface Assembly {
  readonly key: string;
  readonly plan: ArchivePlan;
  readonly story: StoryDocument;
}

async function assemble(work: ExportWork, { key, plan, story }: Assembly): Promise<void> {
  const itemsTotal = plan.segments.filter((segment) => segment.kind === 'blob').length;
  const counts = ({ bytes, blobs }: Placed) => ({
    itemsDone: blobs,
    itemsTotal,
    bytesDone: bytes,
    bytesTotal: plan.sizeBytes,
  });
  try {
    const composed = await work.blobs.compose({
      key,
      plan,
      signal: work.signal,
      onProgress: (placed) => work.progress.report(counts(placed)),
      beforeKept: (placed) => work.progress.keep(counts(placed)),
    });
    work.log.info(composed, 'the package is in its place');
  } catch (error) {
    throw namingUse(error, story);
  }
}

/** The author knows pages, not keys of blobs. */
function namingUse(error: unknown, story: StoryDocument): unknown {
  if (!(error instanceof BlobStoreError)) return error;
  const use = mediaUses(story).find(({ sha256 }) => error.key.endsWith(sha256));
  return use ? new MediaTroubleError(error.trouble, use, error) : error;
}

function firstUse(story: StoryDocument, sha256: string): MediaUse {
  const use = mediaUses(story).find((each) => each.sha256 === sha256);
  if (!use) throw new TypeError(`The story does not use ${sha256}`);
  return use;
}

function outcome(
  { input, maxImportBytes }: ExportWork,
  { key, plan, story }: { key: string; plan: ArchivePlan; story: StoryPackage },
): JobOutcome {
  const result: ExportResult = {
    zipBlobPath: key,
    zipFileName: story.fileName,
    zipSizeBytes: plan.sizeBytes,
    mediaCount: story.manifest.files.length,
    languageCount: story.manifest.story.languages.length,
  };
  const warnings = [
    ...sizeWarnings({ sizeBytes: plan.sizeBytes, maxImportBytes }, input.locale),
    ...missingWarnings(story.manifest, input.locale),
  ];
  return { result, warnings };
}
