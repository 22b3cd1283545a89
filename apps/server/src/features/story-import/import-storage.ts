import type { Account } from '@taleport/contracts/accounts';
import { storyImportKind } from '@taleport/contracts/routes/story-import';
import type { KnownFile } from '@taleport/story-archive';
import { isMediaType, type MediaType } from '@taleport/story-model';
import { sql } from 'kysely';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import type { JobRow } from '../../jobs/job-row.ts';

/** An upload of this user, which nobody can remove until the transaction ends: by then a job names it. */
export function findUpload(trx: Trx, ownerId: string, uploadId: string) {
  return trx
    .selectFrom('uploads')
    .select(['file_name', 'size_bytes', 'received_bytes'])
    .where('id', '=', uploadId)
    .where('owner_user_id', '=', ownerId)
    .forKeyShare()
    .executeTakeFirst();
}

/** A job that this account may see, which nobody else can change until the transaction ends. */
export function lockCheck(trx: Trx, account: Account, jobId: string): Promise<JobRow | undefined> {
  const job = trx
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', jobId)
    .where('kind', '=', storyImportKind)
    .forUpdate();
  const mine = account.role === 'admin' ? job : job.where('owner_user_id', '=', account.id);
  return mine.executeTakeFirst();
}

/** The job that imports what a check has read, or has imported it. */
export function findDecidedImport(trx: Trx, checkJobId: string, uploadId: string) {
  return trx
    .selectFrom('jobs')
    .select('id')
    .where(sql<boolean>`input ->> 'uploadId' = ${uploadId}`)
    .where(sql<boolean>`input ->> 'checkJobId' = ${checkJobId}`)
    .where('status', 'in', ['Queued', 'Running', 'Completed'])
    .executeTakeFirst();
}

/** Lets the status of a check name the job that imports what it has read. */
export async function linkImport(trx: Trx, checkJobId: string, applyJobId: string): Promise<void> {
  await addToResult(trx, checkJobId, { applyJobId });
}

/** Adds to what is known of a Completed job; whoever follows it is told. */
export async function addToResult(
  trx: Trx,
  jobId: string,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({
      result: sql`result || ${JSON.stringify(more)}::jsonb`,
      revision: sql<number>`revision + 1`,
    })
    .where('id', '=', jobId)
    .execute();
}

/** The files that earlier attempts of a check have read, by path. */
export async function knownFiles(db: Db, jobId: string): Promise<Map<string, KnownFile>> {
  const rows = await db
    .selectFrom('import_files')
    .select(['path', 'sha256', 'crc32', 'size_bytes', 'media_type'])
    .where('job_id', '=', jobId)
    .execute();
  return new Map(
    rows.flatMap(({ path, sha256, crc32, size_bytes, media_type: mediaType }) =>
      isMediaType(mediaType)
        ? [[path, { sha256, crc32, sizeBytes: size_bytes, mediaType }] as const]
        : [],
    ),
  );
}

/** Nothing is written where another attempt has begun, or the job has ended. */
export async function saveKnownFiles(
  db: Db,
  { id, epoch }: JobRow,
  files: ReadonlyMap<string, KnownFile>,
): Promise<void> {
  const of = <Name extends keyof KnownFile>(name: Name) =>
    [...files.values()].map((file) => file[name]);
  await sql`
    insert into import_files (job_id, path, sha256, crc32, size_bytes, media_type)
    select jobs.id, file.* from jobs cross join unnest(
      ${[...files.keys()]}::text[], ${of('sha256')}::text[], ${of('crc32')}::bigint[],
      ${of('sizeBytes')}::bigint[], ${of('mediaType')}::text[]
    ) as file
    where jobs.id = ${id} and jobs.epoch = ${epoch} and jobs.status = 'Running'
    on conflict do nothing
  `.execute(db);
}

/** Forgets what a check has read, when nobody goes on from there. */
export async function forgetKnownFiles(db: Db | Trx, checkJobId: string): Promise<void> {
  await db.deleteFrom('import_files').where('job_id', '=', checkJobId).execute();
}

/** The type of each of these media files that the user may use. */
export async function usableMedia(
  db: Db,
  userId: string,
  sha256s: readonly string[],
): Promise<Map<string, MediaType>> {
  const rows = await db
    .selectFrom('media_grants')
    .innerJoin('media', 'media.sha256', 'media_grants.sha256')
    .select(['media.sha256', 'media.media_type'])
    .where('media_grants.user_id', '=', userId)
    .where('media.sha256', '=', sql<string>`any(${[...sha256s]}::text[])`)
    .execute();
  return new Map(
    rows.flatMap(({ sha256, media_type }) =>
      isMediaType(media_type) ? [[sha256, media_type] as const] : [],
    ),
  );
}

/** The size in bytes of those of these media files that the store should have, by SHA-256. */
export async function knownMediaSizes(
  db: Db,
  sha256s: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('media')
    .select(['sha256', 'size_bytes'])
    .where('sha256', '=', sql<string>`any(${[...sha256s]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.size_bytes]));
}

/** Of the stories of a user that have this origin, the one that was changed last. */
export function findMyStory(db: Db | Trx, ownerId: string, originId: string) {
  return db
    .selectFrom('stories')
    .select(['id', 'slug', 'draft_document_id', 'draft_revision'])
    .where('owner_user_id', '=', ownerId)
    .where('origin_id', '=', originId)
    .where('deleted_at', 'is', null)
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The story of a job, if it is still its owner's and not deleted; nobody else can change it until the transaction ends. */
export function lockMyStory(
  trx: Trx,
  { owner_user_id, story_id }: Pick<JobRow, 'owner_user_id' | 'story_id'>,
) {
  return trx
    .selectFrom('stories')
    .select(['id', 'slug', 'draft_document_id', 'draft_revision'])
    .where('id', '=', story_id)
    .where('owner_user_id', '=', owner_user_id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

/** From now on the job is one of this story, and keeps a document for as long as it is kept itself. */
export async function bindToStory(
  trx: Trx,
  jobId: string,
  { storyId, documentId }: { readonly storyId: string; readonly documentId: string },
): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({ story_id: storyId, document_id: documentId })
    .where('id', '=', jobId)
    .execute();
}
