import type { DeletedTile } from '@taleport/contracts/stories';
import { tile } from '@taleport/story-model';
import { sql } from 'kysely';
import type { Db } from '../../infrastructure/database/database.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { goneAt, keepDeletedDays } from './delete-story.ts';

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
