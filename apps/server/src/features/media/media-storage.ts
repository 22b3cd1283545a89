import { sql } from 'kysely';
import type { Db, Trx } from '../../infrastructure/database/database.ts';

/** Type and size of a media file that the user may use, or undefined. */
export async function findUsableMedia(db: Db, userId: string, sha256: string) {
  return db
    .selectFrom('media_grants')
    .innerJoin('media', 'media.sha256', 'media_grants.sha256')
    .select(['media.media_type', 'media.size_bytes'])
    .where('media_grants.user_id', '=', userId)
    .where('media.sha256', '=', sha256)
    .executeTakeFirst();
}

/** Notes since when no document names a file, for those of which it has changed. */
export async function markUnusedMedia(db: Db): Promise<void> {
  await sql`update media set unused_since = now() where unused_since is null
    and not exists (select from document_media where sha256 = media.sha256)`.execute(db);
  await sql`update media set unused_since = null where unused_since is not null
    and exists (select from document_media where sha256 = media.sha256)`.execute(db);
}

interface Unused {
  readonly forMs: number;
  /** Those behind this one, in the order of their hashes. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Files that nobody has used for so long. */
export async function unusedMedia(db: Db, { forMs, after, limit }: Unused): Promise<string[]> {
  const rows = await db
    .selectFrom('media')
    .select('sha256')
    .where('unused_since', '<=', sql<Date>`now() - make_interval(secs => ${forMs / 1000})`)
    .where('sha256', '>', after ?? '')
    .orderBy('sha256')
    .limit(limit)
    .execute();
  return rows.map((row) => row.sha256);
}

/** Forgets a file that is still unused. False when somebody uses it by now. */
export async function forgetUnusedMedia(trx: Trx, sha256: string): Promise<boolean> {
  const { rows } = await sql`delete from media where sha256 = ${sha256} and unused_since is not null
    and not exists (select from document_media where sha256 = media.sha256)
    returning sha256`.execute(trx);
  return rows.length > 0;
}

/** Those of these files that have a row. */
export async function knownMedia(
  db: Db | Trx,
  sha256s: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('media')
    .select('sha256')
    .where('sha256', '=', sql<string>`any(${[...sha256s]}::text[])`)
    .execute();
  return new Set(rows.map((row) => row.sha256));
}
