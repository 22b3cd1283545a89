import { storyPublishKind } from '@taleport/contracts/routes/story-publish';
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

interface DraftOfStory {
  readonly id: string;
  readonly draft_document_id: string;
  readonly published_version: number | null;
}

/** Which version readers would see after the draft was published, and whether they see it already. */
export async function foreseeVersion(
  db: Db | Trx,
  story: DraftOfStory,
  languages: readonly string[],
) {
  const draft = { storyId: story.id, documentId: story.draft_document_id, languages };
  const version = await versionFor(db, draft);
  // Where another draft is on its way to the readers, this one has to come after it.
  const isShown =
    version === story.published_version && (await activePublications(db, story.id)).length === 0;
  return { version, isShown };
}

/** The number of the latest version where that is of the same, else the next one. */
async function versionFor(
  db: Db | Trx,
  { storyId, ...draft }: PublishedDraft & { readonly storyId: string },
): Promise<number> {
  const latest = await latestVersion(db, storyId);
  if (latest && isMadeOf(latest, draft)) return latest.version;
  return (latest?.version ?? 0) + 1;
}

interface PublishedDraft {
  readonly documentId: string;
  /** Left out, whichever it was published in. */
  readonly languages?: readonly string[] | undefined;
}

interface MadeVersion {
  readonly draft_document_id: string | null;
  readonly languages: readonly string[] | null;
}

/** Whether a version is of this draft, in these languages. */
export function isMadeOf(version: MadeVersion, { documentId, languages }: PublishedDraft): boolean {
  if (version.draft_document_id !== documentId) return false;
  return languages === undefined || version.languages?.join() === languages.join();
}

function latestVersion(db: Db | Trx, storyId: string) {
  return db
    .selectFrom('story_versions')
    .innerJoin('documents', 'documents.id', 'story_versions.document_id')
    .select(['version', 'draft_document_id', languagesOfVersion])
    .where('story_id', '=', storyId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

const languagesOfVersion = sql<string[] | null>`documents.card -> 'languages'`.as('languages');

/** What readers see of a story, and what they have seen. */
export function readShown(db: Db | Trx, storyId: string) {
  return db
    .selectFrom('stories')
    .leftJoin('story_versions', (join) =>
      join
        .onRef('story_versions.story_id', '=', 'stories.id')
        .onRef('story_versions.version', '=', 'stories.published_version'),
    )
    .leftJoin('documents', 'documents.id', 'story_versions.document_id')
    .select([
      'stories.published_version',
      'stories.published_draft_revision',
      'stories.times_hidden',
      'story_versions.draft_document_id',
      languagesOfVersion,
    ])
    .where('stories.id', '=', storyId)
    .executeTakeFirstOrThrow();
}

/** Until the transaction ends, nobody else changes what readers see. A statement of its own: what is read after it is news. */
export async function lockShown(trx: Trx, storyId: string): Promise<void> {
  await trx
    .selectFrom('stories')
    .select('id')
    .where('id', '=', storyId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** A draft that is to be shown to readers, as it was when that was asked for. */
export interface Publication extends PublishedDraft {
  readonly storyId: string;
  readonly draftRevision: number;
  /** How often the story had been taken from its readers by then. */
  readonly timesHidden: number;
}

/**
 * Lets readers see this document, made of the draft, and returns the number of its version: the latest one where that is of
 * the same, else the next one.
 */
export async function showVersion(
  trx: Trx,
  publication: Publication,
  shownDocumentId: string,
): Promise<number> {
  const { storyId, draftRevision } = publication;
  const version = await versionFor(trx, publication);
  await trx
    .insertInto('story_versions')
    .values({
      story_id: storyId,
      version,
      document_id: shownDocumentId,
      draft_document_id: publication.documentId,
    })
    .onConflict((conflict) => conflict.columns(['story_id', 'version']).doNothing())
    .execute();
  await trx
    .updateTable('stories')
    .set({
      published_version: version,
      published_draft_revision: sql<number>`greatest(published_draft_revision, ${draftRevision}::integer)`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', storyId)
    .execute();
  return version;
}

/** Readers see the story no more. Its versions stay. Returns which publications of it are active. */
export async function hideStory(trx: Trx, storyId: string): Promise<string[]> {
  await trx
    .updateTable('stories')
    .set({
      published_version: null,
      times_hidden: sql<number>`times_hidden + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', storyId)
    .execute();
  return activePublications(trx, storyId);
}

/** The ids of the jobs that publish the story, or are going to. */
async function activePublications(db: Db | Trx, storyId: string): Promise<string[]> {
  const jobs = await db
    .selectFrom('jobs')
    .select('id')
    .where('story_id', '=', storyId)
    .where('kind', '=', storyPublishKind)
    .where('status', 'in', ['Queued', 'Running'])
    .execute();
  return jobs.map(({ id }) => id);
}
