import type { Story, storyListQuery } from '@taleport/contracts/stories';
import type { StoryDocument } from '@taleport/story-model';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../../infrastructure/database/database.ts';
import { originalOfStory, presentOriginal } from '../../infrastructure/database/forked-from.ts';
import { cutPage, isPast, timeCursorOf } from '../../infrastructure/database/time-page.ts';
import { titlesHave } from '../../infrastructure/database/title-search.ts';
import { goneAt } from './delete-story.ts';

const byChange = { time: 'stories.updated_at', id: 'stories.id' };
/** The beginning of the first title, without case and accents, as bytes: what is compared needs no language. */
const titleKey = sql<Buffer>`convert_to(substr(searchable(
  coalesce(documents.card -> 'title' ->> (documents.card -> 'languages' ->> 0), '')
), 1, 100), 'UTF8')`;

/** A page of the stories of an author, or of those that were deleted and can still be brought back. */
export async function listStories(
  db: Db,
  ownerId: string,
  { deleted, q, order, published, cursor, limit }: z.infer<typeof storyListQuery>,
) {
  const isByTitle = order === 'title';
  let stories = storyRows(db)
    .select((isByTitle ? titleCursor : timeCursorOf(byChange)).as('cursor'))
    .where('stories.owner_user_id', '=', ownerId)
    .where('stories.deleted_at', deleted ? 'is not' : 'is', null)
    .orderBy(isByTitle ? titleKey : 'stories.updated_at', isByTitle ? 'asc' : 'desc')
    .orderBy('stories.id', isByTitle ? 'asc' : 'desc')
    .limit(limit + 1);
  if (published !== undefined) {
    stories = stories.where('stories.published_version', published ? 'is not' : 'is', null);
  }
  if (q !== undefined) stories = stories.where(titlesHave(q));
  if (cursor !== undefined) {
    stories = stories.where(isByTitle ? isPastTitle(cursor) : isPast(cursor, byChange));
  }
  const { page, next } = cutPage(await stories.execute(), limit);
  return { stories: page.map(presentRow), ...next };
}

const titleCursor = sql<string>`'t' || encode(${titleKey}, 'hex') || '~' || stories.id`;

function isPastTitle(cursor: string) {
  const [key = '', lastId] = cursor.slice(1).split('~');
  return sql<boolean>`(${titleKey}, stories.id) > (decode(${key}, 'hex'), ${lastId}::uuid)`;
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
    .leftJoin('story_versions as shown', (join) =>
      join
        .onRef('shown.story_id', '=', 'stories.id')
        .onRef('shown.version', '=', 'stories.published_version'),
    )
    .selectAll('stories')
    .select([
      sql<StoryDocument['title']>`documents.card -> 'title'`.as('titles'),
      sql<string[]>`documents.card -> 'languages'`.as('languages'),
      sql<string | null>`documents.picture ->> 'media'`.as('picture'),
      sql<number | null>`(
        select max(version) from story_versions where story_id = stories.id
      )`.as('latest_version'),
      sql<boolean>`coalesce(shown.draft_document_id <> stories.draft_document_id, false)`.as(
        'has_unpublished_changes',
      ),
      originalOfStory.as('original'),
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
    hasUnpublishedChanges: row.has_unpublished_changes,
    title: row.titles[row.languages[0] ?? ''] ?? '',
    titles: row.titles,
    languages: row.languages,
    picture: row.picture,
    createdAtUtc: row.created_at.toISOString(),
    updatedAtUtc: row.updated_at.toISOString(),
    forking: row.forking,
    ...(row.original && { forkedFrom: presentOriginal(row.original) }),
    ...(row.deleted_at && { goneAtUtc: goneAt(row.deleted_at).toISOString() }),
  };
}
