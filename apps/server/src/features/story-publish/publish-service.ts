import {
  checkStory,
  mediaPointer,
  mediaUses,
  type StoryDocument,
  selectLanguages,
} from '@taleport/story-model';
import pMap from 'p-map';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import { storeDocument } from '../../infrastructure/database/store-document.ts';
import { mediaBlobKey } from '../../infrastructure/media-blob-key.ts';
import { AttemptStopped } from '../../jobs/job-error.ts';
import type { JobOutcome } from '../../jobs/job-kind.ts';
import type { ProgressReporter } from '../../jobs/progress.ts';
import { type PublishFinding, publishWarnings } from './publish-messages.ts';
import {
  isMadeOf,
  lockShown,
  mediaSizes,
  type Publication,
  readShown,
  showVersion,
} from './publish-storage.ts';

interface Checking {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly signal?: AbortSignal;
}

interface PublishWork extends Required<Checking>, Publication {
  readonly locale: string;
  readonly progress: ProgressReporter;
}

/** A story that its readers could not read as it is. */
export class StoryIncompleteError extends Error {
  readonly findings: readonly PublishFinding[];

  constructor(findings: readonly PublishFinding[]) {
    super(`The story lacks ${findings.length} things`);
    this.name = 'StoryIncompleteError';
    this.findings = findings;
  }
}

/**
 * Goes through the check list, and makes the document of the job the next version of its story, together with the end of
 * the job or not at all. Where readers see a newer draft, there is nothing to do. Throws AttemptStopped where the story was
 * taken from its readers since.
 */
export async function publishStory(work: PublishWork): Promise<JobOutcome> {
  work.progress.phase('checking');
  // Nobody has to mend what an older draft lacks.
  const newerVersion = await findNewerVersion(work.db, work);
  if (newerVersion !== undefined) return { result: { newerVersion }, warnings: [] };

  const draft = await loadDocument(work.db, work.documentId);
  const shown = selectLanguages(draft, work.languages ?? draft.languages);
  const { errors, warnings } = await checkDocument(work, work.documentId, shown);
  if (errors.count > 0) throw new StoryIncompleteError(errors.findings);

  work.progress.phase('publishing');
  return {
    result: {},
    warnings: publishWarnings(warnings.findings, work.locale),
    apply: (trx) => showUnlessOvertaken(trx, work, shown),
  };
}

async function showUnlessOvertaken(trx: Trx, publication: Publication, shown: StoryDocument) {
  await lockShown(trx, publication.storyId);
  const newerVersion = await findNewerVersion(trx, publication);
  if (newerVersion !== undefined) return { newerVersion, warnings: [] };
  return { version: await showVersion(trx, publication, await storeDocument(trx, shown)) };
}

/** The version of a newer draft that readers see. Throws AttemptStopped where the story was taken from them since. */
async function findNewerVersion(db: Db | Trx, publication: Publication) {
  const overtaken = await findOvertaken(db, publication);
  // Whoever takes a story from its readers asks for the end of its publications.
  if (overtaken?.by === 'hiding') throw new AttemptStopped('canceled');
  return overtaken?.version;
}

/** What the author has decided since a publication was asked for, unless readers see what it would show all the same. */
export async function findOvertaken(
  db: Db | Trx,
  publication: Publication,
): Promise<Overtaken | undefined> {
  const { draftRevision, timesHidden } = publication;
  const shown = await readShown(db, publication.storyId);
  const isOlder = draftRevision < shown.published_draft_revision;
  const isHidden = timesHidden < shown.times_hidden;
  if (!(isOlder || isHidden) || isMadeOf(shown, publication)) return undefined;
  const version = shown.published_version;
  return isOlder && version !== null ? { by: 'newer-draft', version } : { by: 'hiding' };
}

type Overtaken =
  | { readonly by: 'hiding'; readonly version?: undefined }
  | { readonly by: 'newer-draft'; readonly version: number };

const maxFindings = 500;

/**
 * The check list of what readers would see of a document, up to so many errors and warnings: what it says itself, and whether
 * all of its media is really there.
 */
export async function checkDocument(work: Checking, documentId: string, story: StoryDocument) {
  const { errors, warnings } = checkStory(story, maxFindings);
  const gone = await missingMedia(work, story, documentId);
  const findings: readonly PublishFinding[] = [...errors.findings, ...gone].slice(0, maxFindings);
  return { errors: { findings, count: errors.count + gone.length }, warnings };
}

async function missingMedia(
  { db, blobs, signal }: Checking,
  story: StoryDocument,
  documentId: string,
): Promise<PublishFinding[]> {
  const uses = mediaUses(story);
  const used = new Set(uses.map(({ sha256 }) => sha256));
  const sizes = [...(await mediaSizes(db, documentId))].filter(([sha256]) => used.has(sha256));
  const gone = new Set<string>();
  const lookUp = async ([sha256, sizeBytes]: [string, number]) => {
    const blob = await blobs.stat(mediaBlobKey(sha256));
    if (blob?.sizeBytes !== sizeBytes) gone.add(sha256);
  };
  await pMap(sizes, lookUp, { concurrency: 16, ...(signal && { signal }) });
  return uses
    .filter((use) => gone.has(use.sha256))
    .map((use) => ({
      severity: 'error',
      code: 'media_missing',
      where: mediaPointer(use),
      ...(use.tileId !== undefined && { tileId: use.tileId }),
      ...(use.tileNumber !== undefined && { tileNumber: use.tileNumber }),
      ...(use.language !== undefined && { language: use.language }),
    }));
}
