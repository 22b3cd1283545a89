import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import { isExpired, isUnneeded } from '../../infrastructure/drop-upload.ts';

export interface NewUpload {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  readonly metadata: string | null;
  readonly sizeBytes: number;
  readonly keepMs: number;
}

/** Until the transaction ends, this user begins no other upload. */
export async function lockUploadsOf(trx: Trx, ownerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`uploads ${ownerId}`}, 0))`.execute(
    trx,
  );
}

export async function countUnfinished(trx: Trx, ownerId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('uploads')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('owner_user_id', '=', ownerId)
    .whereRef('received_bytes', '<', 'size_bytes')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Records an upload of which nothing has come yet, and returns when it expires. */
export async function insertUpload(trx: Trx, upload: NewUpload): Promise<Date> {
  const { expires_at } = await trx
    .insertInto('uploads')
    .values({
      id: upload.id,
      owner_user_id: upload.ownerId,
      file_name: upload.fileName,
      metadata: upload.metadata,
      size_bytes: upload.sizeBytes,
      expires_at: fromNow(upload.keepMs),
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return expires_at;
}

export async function findUpload(db: Db, ownerId: string, uploadId: string) {
  return db
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', uploadId)
    .where('owner_user_id', '=', ownerId)
    .executeTakeFirst();
}

export async function listUploads(db: Db, ownerId: string, limit: number) {
  return db
    .selectFrom('uploads')
    .selectAll()
    .where('owner_user_id', '=', ownerId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

interface Received {
  readonly uploadId: string;
  readonly receivedBytes: number;
  readonly keepMs: number;
}

/** Notes how much of an upload is safe, and returns when it expires now; undefined where the upload is gone. */
export async function noteReceived(
  db: Db,
  { uploadId, receivedBytes, keepMs }: Received,
): Promise<Date | undefined> {
  const row = await db
    .updateTable('uploads')
    .set({
      received_bytes: sql<number>`greatest(received_bytes, ${receivedBytes}::bigint)`,
      expires_at: fromNow(keepMs),
    })
    .where('id', '=', uploadId)
    .returning('expires_at')
    .executeTakeFirst();
  return row?.expires_at;
}

interface Page {
  /** Those behind this one, in the order of their ids. */
  readonly after: string | undefined;
  readonly limit: number;
}

export async function expiredUploads(db: Db, { after, limit }: Page): Promise<string[]> {
  const rows = await db
    .selectFrom('uploads')
    .select('id')
    .where(isExpired)
    .where(isUnneeded())
    .$if(after !== undefined, (expired) => expired.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Those of these uploads that have a row. */
export async function knownUploads(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('uploads')
    .select('id')
    .where(sql<boolean>`id::text = any(${[...ids]}::text[])`)
    .execute();
  return new Set(rows.map((row) => row.id));
}

function fromNow(ms: number): RawBuilder<Date> {
  return sql<Date>`now() + make_interval(secs => ${ms / 1000})`;
}
