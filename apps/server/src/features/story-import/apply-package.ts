import { randomUUIDv7 } from 'node:crypto';
import type { applyResult, ImportInput } from '@taleport/contracts/story-import';
import { readPackage } from '@taleport/story-archive';
import { dropMedia, type StoryDocument, selectLanguages } from '@taleport/story-model';
import type { z } from 'zod';
import type { Trx } from '../../infrastructure/database/database.ts';
import { grantedMediaTypes } from '../../infrastructure/database/media-rows.ts';
import { storeDocument } from '../../infrastructure/database/store-document.ts';
import { insertStory, moveDraft } from '../../infrastructure/database/write-story.ts';
import { MediaGoneError } from '../../infrastructure/keep-media.ts';
import type { Attempt, JobOutcome } from '../../jobs/job-kind.ts';
import type { WorkContext } from '../feature.ts';
import { hashesOf, isThere, lossesOf } from './import-report.ts';
import { isChangedSince } from './import-request.ts';
import { bindToStory, knownFiles, lockMyStory, usableMedia } from './import-storage.ts';
import { openUpload, packageLimits } from './open-upload.ts';
import { storeMedia } from './store-media.ts';

export interface ApplyWork extends WorkContext, Attempt {
  readonly input: Extract<ImportInput, { step: 'apply' }>;
}

/** The story that the package was to become a draft of is deleted, or somebody else's. */
export class StoryGoneError extends Error {
  constructor() {
    super('There is no story to import into');
    this.name = 'StoryGoneError';
  }
}

/** The draft that the package was to replace is not the one that its author has seen. */
export class StoryChangedError extends Error {
  constructor() {
    super('The story was changed since its import was decided');
    this.name = 'StoryChangedError';
  }
}

type ApplyResult = z.infer<typeof applyResult>;

/**
 * Imports a package that was checked: its media first, file by file, then the story with the end of the job or not at all.
 * Throws StoryGoneError, StoryChangedError, and as `openUpload` and `readPackage` do.
 */
export async function applyPackage(work: ApplyWork): Promise<JobOutcome> {
  const { db, blobs, settings, job, input, signal, progress } = work;
  const ownerId = job.owner_user_id;
  progress.phase('reading');
  const source = await openUpload(blobs, input);
  const known = await knownFiles(db, input.checkJobId);
  const read = await readPackage(source, { signal, known, limits: packageLimits(settings) });
  const { manifest, files } = read;
  const { languages } = input.decision;
  // All that it has is more than the languages that it lists: what an author took away may come back.
  const chosen = languages ? selectLanguages(manifest.story, languages) : manifest.story;
  const there = isThere(files, await usableMedia(db, ownerId, hashesOf(chosen)));
  const story = dropMedia(chosen, (sha256, role) => there({ sha256, role }));

  progress.phase('storing');
  const used = new Set(hashesOf(story));
  const needed = files.filter(({ sha256 }) => used.has(sha256));
  await storeMedia({ ...work, ownerId }, read, needed);

  progress.phase('importing');
  const { origin, slug } = manifest;
  const losses = lossesOf({ ...read, manifest: { ...manifest, story: chosen } }, there, job.locale);
  return {
    result: {},
    warnings: losses,
    apply: (trx) => importStory(trx, work, { story, origin, slug }),
  };
}

interface ImportedStory {
  readonly story: StoryDocument;
  readonly origin: string;
  readonly slug: string;
}

async function importStory(
  trx: Trx,
  { job, input }: ApplyWork,
  { story, origin, slug }: ImportedStory,
): Promise<ApplyResult> {
  const hashes = hashesOf(story);
  const granted = await grantedMediaTypes(trx, job.owner_user_id, hashes);
  if (granted.size < hashes.length) throw new MediaGoneError();
  const documentId = await storeDocument(trx, story);
  if (input.decision.into === 'new-story') {
    const made = {
      id: randomUUIDv7(),
      origin_id: origin,
      owner_user_id: job.owner_user_id,
      draft_document_id: documentId,
    };
    const given = await insertStory(trx, made, slug);
    await bindToStory(trx, job.id, { storyId: made.id, documentId });
    return { slug: given, draftRevision: 1 };
  }
  const mine = await lockMyStory(trx, job);
  if (!mine) throw new StoryGoneError();
  if (isChangedSince(input.decision, mine)) throw new StoryChangedError();
  // The draft before stays for as long as the job points to it: until then the import can be taken back.
  const before = mine.draft_document_id;
  await bindToStory(trx, job.id, { storyId: mine.id, documentId: before });
  const isSame = documentId === before;
  const draftRevision = isSame ? mine.draft_revision : await moveDraft(trx, mine, documentId);
  return { slug: mine.slug, draftRevision };
}
