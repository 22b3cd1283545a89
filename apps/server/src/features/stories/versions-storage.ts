import type { StoryVersion } from '@taleport/contracts/stories';
import { notFound } from '../../http/problem.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';

/** The published versions of a story, newest first. */
export async function listVersions(db: Db, storyId: string): Promise<StoryVersion[]> {
  const rows = await db
    .selectFrom('story_versions')
    .select(['version', 'published_at'])
    .where('story_id', '=', storyId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({
    version: row.version,
    publishedAtUtc: row.published_at.toISOString(),
  }));
}

/** A version with the id of its document. Throws the 404 problem. */
export async function findVersion(db: Db | Trx, storyId: string, version: number) {
  const row = await db
    .selectFrom('story_versions')
    .select(['document_id', 'published_at'])
    .where('story_id', '=', storyId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row) throw notFound('version');
  return { version, publishedAtUtc: row.published_at.toISOString(), documentId: row.document_id };
}
