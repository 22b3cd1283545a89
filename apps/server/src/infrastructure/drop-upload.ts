import { sql } from 'kysely';
import { uploadBlobKey } from './blob-keys.ts';
import type { BlobStore } from './blob-store.ts';
import type { Db, Trx } from './database/database.ts';

interface Drop {
  /** May be the transaction of whoever no longer needs the upload. */
  readonly db: Db | Trx;
  readonly blobs: BlobStore;
  readonly uploadId: string;
  /** Jobs that need the upload no more. */
  readonly except?: readonly string[];
  /** Only if nothing more of it has come in time. */
  readonly ifExpired?: boolean;
}

/**
 * Removes an upload that nobody needs, row and content. The row goes first, and with it whoever could make a job of it; bytes that stay
 * because the process dies in between are found by the clean-up of lost uploads.
 */
export async function dropUpload(drop: Drop): Promise<'dropped' | 'needed' | 'gone'> {
  const { db, blobs, uploadId } = drop;
  const end = db.isTransaction
    ? await forget(db, drop)
    : await db.transaction().execute((trx) => forget(trx, drop));
  if (end === 'dropped') await blobs.delete(uploadBlobKey(uploadId));
  return end;
}

/** The lock is a statement of its own, for the next one to see the jobs that were made while it was waited for. */
async function forget(db: Db | Trx, { uploadId, except, ifExpired }: Drop) {
  const there = await db
    .selectFrom('uploads')
    .select('id')
    .where('id', '=', uploadId)
    .forUpdate()
    .executeTakeFirst();
  if (!there) return 'gone';
  const { numDeletedRows } = await db
    .deleteFrom('uploads')
    .where('id', '=', uploadId)
    .where(isUnneeded(except))
    .$if(ifExpired === true, (uploads) => uploads.where(isExpired))
    .executeTakeFirst();
  return numDeletedRows > 0n ? 'dropped' : 'needed';
}

/** Of a row of `uploads`: nothing more of it has come in time. */
export const isExpired = sql<boolean>`uploads.expires_at <= now()`;

/** Of a row of `uploads`: no job that can still run, or whose result is kept, names it in its input. */
export function isUnneeded(except: readonly string[] = []) {
  return sql<boolean>`not exists (
    select from jobs where jobs.input ->> 'uploadId' = uploads.id::text
      and jobs.id <> all(${[...except]}::uuid[])
      and (jobs.status in ('Queued', 'Running') or (jobs.status = 'Completed' and jobs.expires_at > now()))
  )`;
}
