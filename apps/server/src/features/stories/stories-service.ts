import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Account } from '@taleport/contracts/accounts';
import type { createStoryBody, StoryCode } from '@taleport/contracts/stories';
import type { StoryDocument } from '@taleport/story-model';
import type { z } from 'zod';
import { draftChanged } from '../../http/draft-revision.ts';
import { HttpProblem } from '../../http/problem.ts';
import { lockStory } from '../../http/story-access.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import { storeDocument } from '../../infrastructure/database/store-document.ts';
import {
  insertStory,
  insertUnlessTaken,
  moveDraft,
  slugOf,
} from '../../infrastructure/database/write-story.ts';
import { checkMediaUses } from './check-media-uses.ts';
import { findVersion } from './versions-storage.ts';

export async function createStory(
  db: Db,
  account: Account,
  { document, originId, slug }: z.infer<typeof createStoryBody>,
): Promise<{ id: string }> {
  return db.transaction().execute(async (trx) => {
    await checkMediaUses(trx, document, account.id);
    const id = randomUUIDv7();
    const story = {
      id,
      origin_id: originId ?? randomUUID(),
      owner_user_id: account.id,
      draft_document_id: await storeDocument(trx, document),
    };
    if (slug === undefined) await insertStory(trx, story, slugOf(document));
    else if (!(await insertUnlessTaken(trx, { ...story, slug }))) throw slugTaken();
    return { id };
  });
}

interface DraftSave {
  readonly storyId: string;
  readonly basedOn: number;
  readonly document: StoryDocument;
}

/** Saves a draft that is based on its latest revision, and returns the new one. Saving what is there already changes nothing. */
export async function saveDraft(db: Db, account: Account, save: DraftSave): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const story = await lockStory(trx, account, save.storyId);
    if (story.draft_revision !== save.basedOn) throw draftChanged(story.draft_revision);
    await checkMediaUses(trx, save.document, story.owner_user_id);
    const documentId = await storeDocument(trx, save.document);
    if (documentId === story.draft_document_id) return story.draft_revision;
    return moveDraft(trx, story, documentId);
  });
}

interface VersionRestore {
  readonly storyId: string;
  readonly version: number;
  readonly basedOn: number;
}

/** Makes the draft of a published version the draft again, on top of the latest revision, and returns the new one. */
export async function restoreVersion(
  db: Db,
  account: Account,
  { storyId, version, basedOn }: VersionRestore,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const story = await lockStory(trx, account, storyId);
    if (story.draft_revision !== basedOn) throw draftChanged(story.draft_revision);
    const { draftDocumentId } = await findVersion(trx, story.id, version);
    if (draftDocumentId === story.draft_document_id) return story.draft_revision;
    return moveDraft(trx, story, draftDocumentId);
  });
}

function slugTaken(): HttpProblem<StoryCode> {
  return new HttpProblem<StoryCode>({
    status: 409,
    code: 'slug_taken',
    detail: 'Another story has this slug. Choose another one, or leave it out to get one.',
    errors: [{ pointer: '/slug', detail: 'is taken' }],
  });
}
