import type { Db } from '../../apps/server/src/infrastructure/database/database.ts';

/** The jobs that a package may belong to: each that is Completed, or Expired while a link still leads to it. */
export async function packageOwners(db: Db): Promise<ReadonlySet<string>> {
  const owners = await db
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', 'story-export')
    .where((where) =>
      where.or([
        where('status', '=', 'Completed'),
        where.and([where('status', '=', 'Expired'), where('links_end_at', '>', new Date())]),
      ]),
    )
    .execute();
  return new Set(owners.map(({ id }) => id));
}
