import type { StoryVersion } from '@taleport/contracts/stories';
import { sql } from 'kysely';
import { notFound } from '../../http/problem.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';

/** The published versions of a story, newest first. */
export async function listVersions(db: Db, storyId: string): Promise<StoryVersion[]> {
  const rows = await versionRows(db, storyId).orderBy('version', 'desc').execute();
  return rows.map(presentVersion);
}

/** A version with the ids of its document and of the draft that it was made of. Throws the 404 problem. */
export async function findVersion(db: Db | Trx, storyId: string, version: number) {
  const row = await versionRows(db, storyId).where('version', '=', version).executeTakeFirst();
  if (!row) throw notFound('version');
  return {
    ...presentVersion(row),
    documentId: row.document_id,
    draftDocumentId: row.draft_document_id,
  };
}

function versionRows(db: Db | Trx, storyId: string) {
  return db
    .selectFrom('story_versions')
    .innerJoin('documents', 'documents.id', 'story_versions.document_id')
    .select([
      'version',
      'published_at',
      'document_id',
      'draft_document_id',
      sql<string[]>`documents.card -> 'languages'`.as('languages'),
    ])
    .where('story_id', '=', storyId);
}

type VersionRow = Awaited<ReturnType<ReturnType<typeof versionRows>['execute']>>[number];

function presentVersion({ version, published_at, languages }: VersionRow): StoryVersion {
  return { version, publishedAtUtc: published_at.toISOString(), languages };
}
