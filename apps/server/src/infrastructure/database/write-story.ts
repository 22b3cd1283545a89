import { randomUUID } from 'node:crypto';
import type { StoryDocument } from '@taleport/story-model';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db, Trx } from './database.ts';
import { slugFromTitle } from './slug-from-title.ts';
import type { StoryTable } from './tables.ts';

type NewStory = Omit<Insertable<StoryTable>, 'slug'>;

/** Inserts a story under the slug that was wanted, or under another one that is free, and returns which. */
export async function insertStory(trx: Trx, story: NewStory, wanted: string): Promise<string> {
  for (;;) {
    const slug = await freeSlug(trx, wanted);
    // Somebody else may have taken it since.
    if (await insertUnlessTaken(trx, { ...story, slug })) return slug;
  }
}

/** False, with nothing inserted, when the slug is taken. */
export async function insertUnlessTaken(trx: Trx, story: Insertable<StoryTable>): Promise<boolean> {
  const inserted = await trx
    .insertInto('stories')
    .values(story)
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** The title, in the language that the story was written in, as an address. */
export function slugOf({ title, languages }: StoryDocument): string {
  return slugFromTitle(title[languages[0] ?? ''] ?? '');
}

/** As many characters as an address can have, those behind the wanted ones included. */
const maxSlugLength = 80;
const numbers = ['', '-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9'];

/** The slug that was wanted; where a story has it, with a number behind it, or with what no other one has. */
export async function freeSlug(db: Db, wanted: string): Promise<string> {
  const endingIn = (end: string) =>
    `${wanted.slice(0, maxSlugLength - end.length).replace(/-$/, '')}${end}`;
  const slugs = numbers.map(endingIn);
  const rows = await db
    .selectFrom('stories')
    .select('slug')
    .where('slug', '=', sql<string>`any(${slugs}::text[])`)
    .execute();
  const taken = new Set(rows.map(({ slug }) => slug));
  return slugs.find((slug) => !taken.has(slug)) ?? endingIn(`-${randomUUID().slice(0, 8)}`);
}

/**
 * Takes a story from its author and its readers, and returns which jobs of its author's are active; what others make of a
 * version goes on. It can be brought back as it was, with what readers saw of it.
 */
export async function moveToBin(trx: Trx, storyId: string): Promise<string[]> {
  await trx
    .updateTable('stories')
    .set({
      deleted_at: sql<Date>`now()`,
      times_hidden: sql<number>`times_hidden + 1`,
    })
    .where('id', '=', storyId)
    .execute();
  const jobs = await trx
    .selectFrom('jobs')
    .innerJoin('stories', 'stories.id', 'jobs.story_id')
    .select('jobs.id')
    .where('story_id', '=', storyId)
    .whereRef('jobs.owner_user_id', '=', 'stories.owner_user_id')
    .where('status', 'in', ['Queued', 'Running'])
    .execute();
  return jobs.map(({ id }) => id);
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

interface DraftMove {
  readonly storyId: string;
  readonly from: string;
  readonly to: string;
}

/** Notes which tiles a draft no longer has, and forgets those that it has again. */
async function noteDeletedTiles(trx: Trx, { storyId, from, to }: DraftMove): Promise<void> {
  await sql`
    with before as (${tileIds(from)}), after as (${tileIds(to)}), back as (
      delete from deleted_tiles where story_id = ${storyId} and tile_id in (select id from after)
    )
    insert into deleted_tiles (story_id, tile_id, document_id)
    select ${storyId}::uuid, id, ${from}::uuid from before where id not in (select id from after)
    on conflict (story_id, tile_id) do update
      set document_id = excluded.document_id, deleted_at = excluded.deleted_at
  `.execute(trx);
}

function tileIds(documentId: string) {
  return sql`
    select jsonb_array_elements_text(jsonb_path_query_array(content, '$.tiles[*].id')) as id
    from documents where id = ${documentId}
  `;
}
