import { sql } from 'kysely';
import type { Db, Trx } from '../../infrastructure/database/database.ts';

/** The size in bytes of each media file that a document uses, by SHA-256. */
export async function mediaSizes(db: Db, documentId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('document_media')
    .innerJoin('media', 'media.sha256', 'document_media.sha256')
    .select(['media.sha256', 'media.size_bytes'])
    .where('document_media.document_id', '=', documentId)
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.size_bytes]));
}

export function latestVersion(trx: Trx, storyId: string) {
  return trx
    .selectFrom('story_versions')
    .select(['version', 'document_id'])
    .where('story_id', '=', storyId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/**
 * Lets readers see this document, and returns the number of its version: the latest one where that is the same document,
 * else the next one.
 */
export async function showVersion(trx: Trx, storyId: string, documentId: string): Promise<number> {
  await trx
    .selectFrom('stories')
    .select('id')
    .where('id', '=', storyId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const latest = await latestVersion(trx, storyId);
  const version = latest?.document_id === documentId ? latest.version : (latest?.version ?? 0) + 1;
  if (version !== latest?.version) {
    await trx
      .insertInto('story_versions')
      .values({ story_id: storyId, version, document_id: documentId })
      .execute();
  }
  await setPublishedVersion(trx, storyId, version);
  return version;
}

/** Readers see the story no more. Its versions stay. */
export async function hideStory(trx: Trx, storyId: string): Promise<void> {
  await setPublishedVersion(trx, storyId, null);
}

/** A story that was deleted meanwhile stays hidden: it may be brought back, and published again. */
async function setPublishedVersion(trx: Trx, storyId: string, version: number | null) {
  await trx
    .updateTable('stories')
    .set({ published_version: version, updated_at: sql<Date>`now()` })
    .where('id', '=', storyId)
    .where('deleted_at', 'is', null)
    .execute();
}
