import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { ForkInput, ForkResult } from '@taleport/contracts/story-fork';
import type { StoryDocument } from '@taleport/story-model';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import { storeDocument } from '../../infrastructure/database/store-document.ts';
import { insertStory, slugOf } from '../../infrastructure/database/write-story.ts';
import type { JobOutcome } from '../../jobs/job-kind.ts';
import type { ProgressReporter } from '../../jobs/progress.ts';
import { grantMediaOf, insertFork } from './fork-storage.ts';
import { forkedDocument } from './forked-document.ts';

interface ForkWork {
  readonly db: Db;
  readonly progress: ProgressReporter;
  readonly originalStoryId: string;
  readonly documentId: string;
  /** Whose story it will be. */
  readonly ownerId: string;
  readonly input: ForkInput;
}

/** Makes a story of a version of another one, together with the end of the job or not at all. No media is copied. */
export async function forkStory(work: ForkWork): Promise<JobOutcome> {
  work.progress.phase('copying');
  const document = forkedDocument(await loadDocument(work.db, work.documentId), work.input);
  return { result: {}, warnings: [], apply: (trx) => insertForkedStory(trx, work, document) };
}

async function insertForkedStory(
  trx: Trx,
  { originalStoryId, documentId, ownerId, input }: ForkWork,
  document: StoryDocument,
): Promise<ForkResult> {
  await grantMediaOf(trx, ownerId, documentId);
  const baseDocumentId = await storeDocument(trx, document);
  const story = {
    id: randomUUIDv7(),
    origin_id: randomUUID(),
    owner_user_id: ownerId,
    draft_document_id: baseDocumentId,
  };
  await insertStory(trx, story, slugOf(document));
  await insertFork(trx, {
    storyId: story.id,
    originalStoryId,
    version: input.version,
    baseDocumentId,
  });
  return { storyId: story.id };
}
