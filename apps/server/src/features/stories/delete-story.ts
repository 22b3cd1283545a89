import type { Account } from '@taleport/contracts/accounts';
import { sql } from 'kysely';
import { lockDeletedStory, lockStory } from '../../http/story-access.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import { moveToBin } from '../../infrastructure/database/write-story.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import type { JobEngine } from '../../jobs/engine.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';

const dayMs = 24 * 60 * 60 * 1000;
export const keepDeletedDays = 30;

/** When a deleted story goes for good. */
export function goneAt(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + keepDeletedDays * dayMs);
}

/** Takes a story from its author and its readers, and cancels its active jobs. It can be brought back for 30 days. */
export async function deleteStory(engine: JobEngine, account: Account, storyId: string) {
  const { db } = engine.database;
  const activeJobs = await db.transaction().execute(async (trx) => {
    const story = await lockStory(trx, account, storyId);
    return moveToBin(trx, story.id);
  });
  for (const id of activeJobs) await cancelJob(engine, id);
}

/** Brings a deleted story back to its author, and to its readers where they had it. */
export async function undeleteStory(db: Db, account: Account, storyId: string) {
  return db.transaction().execute(async (trx) => {
    const story = await lockDeletedStory(trx, account, storyId);
    await trx.updateTable('stories').set({ deleted_at: null }).where('id', '=', story.id).execute();
    return story;
  });
}

/** Removes stories that were deleted long ago, once their jobs have nothing outside the database any more. */
export function deletedStoriesSweep({ db }: WorkContext): Sweep {
  return {
    name: 'stories: deleted long ago',
    everyMs: 60 * 60 * 1000,
    run: () =>
      db.transaction().execute(async (trx) => {
        const gone = await storiesToRemove(trx);
        if (gone.length === 0) return 0;
        const any = sql<string>`any(${gone}::uuid[])`;
        await trx.deleteFrom('jobs').where('story_id', '=', any).execute();
        await trx.deleteFrom('stories').where('id', '=', any).execute();
        return gone.length;
      }),
  };
}

async function storiesToRemove(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom('stories')
    .select('id')
    .where('deleted_at', '<', sql<Date>`now() - make_interval(days => ${keepDeletedDays})`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs')
            .select('jobs.id')
            .whereRef('jobs.story_id', '=', 'stories.id')
            .where((where) =>
              where.or([
                where('status', 'in', ['Queued', 'Running']),
                where.and([
                  where('discarded_at', 'is', null),
                  where.or([
                    where('status', '!=', 'Completed'),
                    where('expires_at', 'is not', null),
                  ]),
                ]),
              ]),
            ),
        ),
      ),
    )
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => row.id);
}
