import type { Account } from '@taleport/contracts/accounts';
import type { Forking } from '@taleport/story-model';
import { sql } from 'kysely';
import { lockStory } from '../../http/story-access.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import {
  ancestorOf,
  type OriginalRow,
  originalOfStory,
} from '../../infrastructure/database/forked-from.ts';

interface PublishedStory {
  readonly id: string;
  readonly published_version: number | null;
}

/** A version with what a fork has to know of it; the one that readers see, or else the newest, where none is named. */
export async function findVersion(trx: Db | Trx, story: PublishedStory, wanted?: number) {
  const version = wanted ?? story.published_version;
  let versions = trx
    .selectFrom('story_versions')
    .innerJoin('documents', 'documents.id', 'story_versions.document_id')
    .select([
      'story_versions.version',
      'documents.id as documentId',
      sql<string>`documents.card ->> 'license'`.as('license'),
      sql<string | null>`documents.card -> 'title' ->> (documents.card -> 'languages' ->> 0)`.as(
        'title',
      ),
    ])
    .where('story_versions.story_id', '=', story.id)
    .orderBy('story_versions.version', 'desc')
    .limit(1);
  if (version !== null) versions = versions.where('story_versions.version', '=', version);
  return versions.executeTakeFirst();
}

interface ForkingChange {
  readonly storyId: string;
  readonly forking: Forking;
}

/** Notes who may make an own version of a story. Throws the 404 problem for a story that this account may not work on. */
export function setForking(
  db: Db,
  account: Account,
  { storyId, forking }: ForkingChange,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const { id } = await lockStory(trx, account, storyId);
    await trx.updateTable('stories').set({ forking }).where('id', '=', id).execute();
  });
}

/** Lets a user name all media of a document. Nothing is copied: there is one blob per content. */
export async function grantMediaOf(trx: Trx, userId: string, documentId: string): Promise<void> {
  await sql`
    insert into media_grants (user_id, sha256)
    select ${userId}::uuid, sha256 from document_media where document_id = ${documentId}
    on conflict do nothing
  `.execute(trx);
}

interface NewFork {
  readonly storyId: string;
  readonly originalStoryId: string;
  readonly version: number;
  readonly baseDocumentId: string;
}

/** Remembers what a story was made of, and what that was made of in its turn. */
export async function insertFork(trx: Trx, fork: NewFork): Promise<void> {
  const original = await trx
    .selectFrom('stories')
    .select(['origin_id', originalOfStory.as('original')])
    .where('id', '=', fork.originalStoryId)
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('story_forks')
    .values({
      story_id: fork.storyId,
      original_story_id: fork.originalStoryId,
      original_origin_id: original.origin_id,
      version: fork.version,
      base_document_id: fork.baseDocumentId,
      earlier: JSON.stringify(earlierOf(original.original)),
    })
    .execute();
}

function earlierOf(row: OriginalRow | null) {
  return row ? [ancestorOf(row), ...row.earlier] : [];
}

/** What a story was made of, or undefined where it is no fork. */
export function findFork(db: Db | Trx, storyId: string) {
  return db
    .selectFrom('story_forks')
    .selectAll()
    .where('story_id', '=', storyId)
    .executeTakeFirst();
}

/** The original of a fork while readers can read it, or undefined. */
export function findOriginal(db: Db | Trx, storyId: string) {
  return db
    .selectFrom('stories')
    .selectAll()
    .where('id', '=', storyId)
    .where('deleted_at', 'is', null)
    .where('published_version', 'is not', null)
    .executeTakeFirst();
}

interface ForkState {
  readonly version: number;
  readonly baseDocumentId: string;
}

export async function moveFork(trx: Trx, storyId: string, state: ForkState): Promise<void> {
  await trx
    .updateTable('story_forks')
    .set({ version: state.version, base_document_id: state.baseDocumentId })
    .where('story_id', '=', storyId)
    .execute();
}
