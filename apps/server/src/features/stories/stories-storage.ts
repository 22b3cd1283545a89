import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Story, storyListQuery } from '@taleport/contracts/stories';
import { canonicalJson, mediaUses, type StoryDocument, storyLimits } from '@taleport/story-model';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import { HttpProblem } from '../../http/problem.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import type { StoryTable } from '../../infrastructure/database/tables.ts';
import { cutPage, isPast, timeCursorOf } from '../../infrastructure/database/time-page.ts';
import { titlesHave } from '../../infrastructure/database/title-search.ts';
import { goneAt } from './delete-story.ts';
import { noteDeletedTiles } from './deleted-tiles.ts';

/**
 * The id of the document with this content: the one that is there, or a new one. Throws the 413 problem for one that is
 * larger than stories may be.
 */
export async function storeDocument(trx: Trx, document: StoryDocument): Promise<string> {
  const content = canonicalJson(document);
  if (Buffer.byteLength(content) > storyLimits.documentBytes) throw documentTooLarge();
  const sha256 = createHash('sha256').update(content).digest('hex');
  for (;;) {
    const id = await insertDocument(trx, { sha256, content, document });
    if (id !== undefined) return id;
    const there = await lockDocument(trx, sha256);
    // Undefined when a clean-up was faster: then it is inserted after all.
    if (there !== undefined) return there;
  }
}

interface NewDocument {
  readonly sha256: string;
  readonly content: string;
  readonly document: StoryDocument;
}

/** Undefined when the document is there already. */
async function insertDocument(trx: Trx, { sha256, content, document }: NewDocument) {
  const inserted = await trx
    .insertInto('documents')
    .values({ id: randomUUIDv7(), sha256, content })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .returning('id')
    .executeTakeFirst();
  const used = [...new Set(mediaUses(document).map((use) => use.sha256))];
  if (inserted && used.length > 0) {
    await sql`insert into document_media (document_id, sha256)
      select ${inserted.id}, unnest(${used}::text[])`.execute(trx);
  }
  return inserted?.id;
}

function documentTooLarge(): HttpProblem {
  return new HttpProblem({
    status: 413,
    code: 'body_too_large',
    detail: `A story can have ${storyLimits.documentBytes / 1024 / 1024} MiB of text at most. Make two stories of it.`,
  });
}

/** The document of this content, which no clean-up can take before the transaction ends. */
async function lockDocument(trx: Trx, sha256: string): Promise<string | undefined> {
  const document = await trx
    .selectFrom('documents')
    .select('id')
    .where('sha256', '=', sha256)
    .forKeyShare()
    .executeTakeFirst();
  return document?.id;
}

/** The type of each of these media files that the user may use. No clean-up can take them before the transaction ends. */
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
    .forKeyShare('media')
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
export async function moveDraft(
  trx: Trx,
  story: Pick<Selectable<StoryTable>, 'id' | 'draft_document_id'>,
  documentId: string,
): Promise<number> {
  await noteDeletedTiles(trx, { storyId: story.id, from: story.draft_document_id, to: documentId });
  const { draft_revision } = await trx
    .updateTable('stories')
    .set({
      draft_document_id: documentId,
      draft_revision: sql<number>`draft_revision + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', story.id)
    .returning('draft_revision')
    .executeTakeFirstOrThrow();
  return draft_revision;
}

const order = { time: 'stories.updated_at', id: 'stories.id' };

/** A page of the stories of an author, or of those that were deleted and can still be brought back. */
export async function listStories(
  db: Db,
  ownerId: string,
  { deleted, q, cursor, limit }: z.infer<typeof storyListQuery>,
) {
  let stories = storyRows(db)
    .select(timeCursorOf(order).as('cursor'))
    .where('stories.owner_user_id', '=', ownerId)
    .where('stories.deleted_at', deleted ? 'is not' : 'is', null)
    .orderBy('stories.updated_at', 'desc')
    .orderBy('stories.id', 'desc')
    .limit(limit + 1);
  if (q !== undefined) stories = stories.where(titlesHave(q));
  if (cursor !== undefined) stories = stories.where(isPast(cursor, order));
  const { page, next } = cutPage(await stories.execute(), limit);
  return { stories: page.map(presentRow), ...next };
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
      sql<StoryDocument['title']>`documents.card -> 'title'`.as('titles'),
      sql<string[]>`documents.card -> 'languages'`.as('languages'),
      sql<string | null>`documents.picture ->> 'media'`.as('picture'),
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
    publishedVersion: row.published_version,
    title: row.titles[row.languages[0] ?? ''] ?? '',
    titles: row.titles,
    languages: row.languages,
    picture: row.picture,
    createdAtUtc: row.created_at.toISOString(),
    updatedAtUtc: row.updated_at.toISOString(),
    ...(row.deleted_at && { goneAtUtc: goneAt(row.deleted_at).toISOString() }),
  };
}
