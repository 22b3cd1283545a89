import type { UploadedMedia } from '@taleport/contracts/media';
import { type Expression, sql } from 'kysely';
import type { Db, Trx } from './database.ts';
import { withoutSync } from './without-sync.ts';

/**
 * Until the transaction ends, nobody else begins to give this content its place in the store, or takes it away. Who takes it away
 * stays in the transaction until the store has done so: later, it could be the content that somebody has stored anew.
 */
export async function lockMedia(trx: Trx, sha256: string): Promise<void> {
  await sql`select ${mediaLock(sql.val(sha256))}`.execute(trx);
}

function mediaLock(sha256: Expression<string>) {
  return sql`pg_advisory_xact_lock(hashtextextended('media ' || ${sha256}, 0))`;
}

/**
 * Records media files that are about to get their places in the store, once whoever uploads them: whether there is a row or not, no
 * clean-up takes what the store has of them for the time of grace. Nobody may use them by that. One statement: each lock is held when
 * its row is written, and what it waited for is seen, since a conflict is with the latest row.
 */
export async function expectMedia(db: Db, files: readonly UploadedMedia[]): Promise<void> {
  const media = inOrder(files);
  const of = <Name extends keyof UploadedMedia>(name: Name) => media.map((file) => file[name]);
  // Were the commit lost in a crash of the database, the end of the upload would find no row.
  await sql`
    with locked as materialized (
      select file.*, ${mediaLock(sql.ref('file.sha256'))}
      from unnest(
        ${of('sha256')}::text[], ${of('crc32')}::bigint[], ${of('sizeBytes')}::bigint[],
        ${of('mediaType')}::text[]
      ) as file (sha256, crc32, size_bytes, media_type)
      where ${withoutSync}
    )
    insert into media (sha256, crc32, size_bytes, media_type)
    select sha256, crc32, size_bytes, media_type from locked
    on conflict (sha256) do update set unused_since = null
  `.execute(db);
}

/** In one order, so that two who store the same files do not wait for each other; each content once. */
function inOrder(files: readonly UploadedMedia[]): UploadedMedia[] {
  const bySha256 = new Map(files.map((file) => [file.sha256, file]));
  return [...bySha256.values()].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1));
}

/** Lets a user use files that are stored, and returns which of them are there: no clean-up takes these at the same moment. */
export async function grantMedia(
  db: Db,
  userId: string,
  sha256s: readonly string[],
): Promise<Set<string>> {
  return db.transaction().execute(async (trx) => {
    const there = await trx
      .selectFrom('media')
      .select('sha256')
      .where('sha256', '=', sql<string>`any(${[...sha256s]}::text[])`)
      .orderBy('sha256')
      .forNoKeyUpdate()
      .execute();
    const granted = there.map(({ sha256 }) => sha256);
    await sql`update media set unused_since = null
      where sha256 = any(${granted}::text[]) and unused_since is not null`.execute(trx);
    await sql`insert into media_grants (user_id, sha256)
      select ${userId}::uuid, unnest(${granted}::text[]) on conflict do nothing`.execute(trx);
    return new Set(granted);
  });
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
