import type { DeletedTile } from '@taleport/contracts/stories';
import { tile } from '@taleport/story-model';
import { sql } from 'kysely';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { goneAt, keepDeletedDays } from './delete-story.ts';

interface DraftMove {
  readonly storyId: string;
  readonly from: string;
  readonly to: string;
}

/** Notes which tiles a draft no longer has, and forgets those that it has again. */
export async function noteDeletedTiles(trx: Trx, { storyId, from, to }: DraftMove): Promise<void> {
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

const shownAtMost = 200;

/** What can be brought back into a draft, the latest first. */
export async function listDeletedTiles(db: Db, storyId: string): Promise<DeletedTile[]> {
  const { rows } = await sql<{ tile: unknown; number: number; deleted_at: Date }>`
    select each.tile, each.number::int, deleted_tiles.deleted_at
    from deleted_tiles
    join documents on documents.id = deleted_tiles.document_id
    cross join lateral jsonb_array_elements(documents.content -> 'tiles') with ordinality as each (tile, number)
    where deleted_tiles.story_id = ${storyId} and each.tile ->> 'id' = deleted_tiles.tile_id
    order by deleted_tiles.deleted_at desc, each.number
    limit ${shownAtMost}
  `.execute(db);
  return rows.map((row) => ({
    tile: tile.parse(row.tile),
    number: row.number,
    deletedAtUtc: row.deleted_at.toISOString(),
    goneAtUtc: goneAt(row.deleted_at).toISOString(),
  }));
}

/** Forgets tiles that were deleted long ago. */
export function deletedTilesSweep({ db }: WorkContext): Sweep {
  return {
    name: 'stories: tiles deleted long ago',
    everyMs: 60 * 60 * 1000,
    async run() {
      const forgotten = await db
        .deleteFrom('deleted_tiles')
        .where('deleted_at', '<', sql<Date>`now() - make_interval(days => ${keepDeletedDays})`)
        .executeTakeFirst();
      return Number(forgotten.numDeletedRows);
    },
  };
}
