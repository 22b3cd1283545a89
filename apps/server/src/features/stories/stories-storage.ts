import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Story, StoryVersion } from '@taleport/contracts/stories';
import { canonicalJson, mediaUses, type StoryDocument, storyLimits } from '@taleport/story-model';
import { type Insertable, sql } from 'kysely';
import { HttpProblem } from '../../http/problem.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import type { StoryTable } from '../../infrastructure/database/tables.ts';

/**
 * The id of the document with this content: the one that is there, or a new one. Throws the 413 problem for one that is
 * larger than stories may be.
 */
export async function storeDocument(trx: Trx, document: StoryDocument): Promise<string> {
  const content = canonicalJson(document);
  if (Buffer.byteLength(content) > storyLimits.documentBytes) throw documentTooLarge();
  const sha256 = createHash('sha256').update(content).digest('hex');
  const inserted = await trx
    .insertInto('documents')
    .values({ id: randomUUIDv7(), sha256, content })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return findDocument(trx, sha256);
  const used = [...new Set(mediaUses(document).map((use) => use.sha256))];
  if (used.length > 0) {
    await sql`insert into document_media (document_id, sha256)
      select ${inserted.id}, unnest(${used}::text[])`.execute(trx);
  }
  return inserted.id;
}

function documentTooLarge(): HttpProblem {
  return new HttpProblem({
    status: 413,
    code: 'body_too_large',
    detail: `A story can have ${storyLimits.documentBytes / 1024 / 1024} MiB of text at most. Make two stories of it.`,
  });
}

async function findDocument(trx: Trx, sha256: string): Promise<string> {
  const { id } = await trx
    .selectFrom('documents')
    .select('id')
    .where('sha256', '=', sha256)
    .executeTakeFirstOrThrow();
  return id;
}

/** The type of each of these media files that the user may use. */
export async function grantedMediaTypes(
  trx: Trx,
  userId: string,
  sha256s: readonly string[],
): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('media_grants')
    .innerJoin('media', 'media.sha256', 'media_grants.sha256')
    .select(['media.sha256', 'media.media_type'])
    .where('media_grants.user_id', '=', userId)
    .where('media.sha256', '=', sql<string>`any(${[...sha256s]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.media_type]));
}

/** False, with nothing inserted, when the slug is taken. */
export async function insertStory(trx: Trx, story: Insertable<StoryTable>): Promise<boolean> {
  const inserted = await trx
    .insertInto('stories')
    .values(story)
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function isSlugTaken(trx: Trx, slug: string): Promise<boolean> {
  const story = await trx
    .selectFrom('stories')
    .select('id')
    .where('slug', '=', slug)
    .executeTakeFirst();
  return story !== undefined;
}

/** Points the draft to another document, and returns its new revision. */
export async function moveDraft(trx: Trx, storyId: string, documentId: string): Promise<number> {
  const { draft_revision } = await trx
    .updateTable('stories')
    .set({
      draft_document_id: documentId,
      draft_revision: sql<number>`draft_revision + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', storyId)
    .returning('draft_revision')
    .executeTakeFirstOrThrow();
  return draft_revision;
}

/** Adds the next version. The caller holds the lock of the story. */
export async function insertVersion(
  trx: Trx,
  storyId: string,
  documentId: string,
): Promise<StoryVersion> {
  const row = await trx
    .insertInto('story_versions')
    .values({
      story_id: storyId,
      document_id: documentId,
      version: sql<number>`(
        select coalesce(max(version), 0) + 1 from story_versions where story_id = ${storyId}
      )`,
    })
    .returning(['version', 'published_at'])
    .executeTakeFirstOrThrow();
  return { version: row.version, publishedAtUtc: row.published_at.toISOString() };
}

export async function listVersions(db: Db, storyId: string): Promise<StoryVersion[]> {
  const rows = await db
    .selectFrom('story_versions')
    .select(['version', 'published_at'])
    .where('story_id', '=', storyId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({
    version: row.version,
    publishedAtUtc: row.published_at.toISOString(),
  }));
}

export async function loadDraft(db: Db, documentId: string): Promise<StoryDocument> {
  const { content } = await db
    .selectFrom('documents')
    .select('content')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  return content;
}

export async function listStories(db: Db, ownerId: string): Promise<Story[]> {
  const rows = await storyRows(db)
    .where('stories.owner_user_id', '=', ownerId)
    .orderBy('stories.updated_at', 'desc')
    .execute();
  return rows.map(presentRow);
}

export async function presentStory(db: Db, storyId: string): Promise<Story> {
  return presentRow(
    await storyRows(db).where('stories.id', '=', storyId).executeTakeFirstOrThrow(),
  );
}

function storyRows(db: Db) {
  return db
    .selectFrom('stories')
    .innerJoin('documents', 'documents.id', 'stories.draft_document_id')
    .selectAll('stories')
    .select([
      sql<
        string | null
      >`documents.content -> 'title' ->> (documents.content -> 'languages' ->> 0)`.as('title'),
      sql<number | null>`(
        select max(version) from story_versions where story_id = stories.id
      )`.as('latest_version'),
    ]);
}

type StoryListRow = Awaited<ReturnType<ReturnType<typeof storyRows>['execute']>>[number];

function presentRow(row: StoryListRow): Story {
  return {
    id: row.id,
    originId: row.origin_id,
    slug: row.slug,
    draftRevision: row.draft_revision,
    latestVersion: row.latest_version,
    title: row.title ?? '',
    createdAtUtc: row.created_at.toISOString(),
    updatedAtUtc: row.updated_at.toISOString(),
  };
}
