import { uuid } from '@taleport/contracts/scalars';
import type { ExportInput } from '@taleport/contracts/story-export';
import { type PackageMedia, packageFileName } from '@taleport/story-archive';
import { isMediaType, type StoryDocument, storyDocument } from '@taleport/story-model';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';

/** The document of a job, with what is known of all media that it uses, by SHA-256. */
export interface Snapshot {
  readonly story: StoryDocument;
  readonly media: ReadonlyMap<string, PackageMedia>;
}

export async function loadSnapshot(db: Db, documentId: string): Promise<Snapshot> {
  const { content, media } = await db
    .selectFrom('documents')
    .select(({ selectFrom }) => [
      'content',
      jsonArrayFrom(
        selectFrom('document_media')
          .innerJoin('media', 'media.sha256', 'document_media.sha256')
          .select(['media.sha256', 'media.crc32', 'media.size_bytes', 'media.media_type'])
          .whereRef('document_media.document_id', '=', 'documents.id'),
      ).as('media'),
    ])
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  return {
    story: storyDocument.parse(content),
    media: new Map(media.map((row) => [row.sha256, packageMedia(row)])),
  };
}

interface MediaRow {
  readonly sha256: string;
  readonly crc32: number;
  readonly size_bytes: number;
  readonly media_type: string;
}

function packageMedia({ sha256, crc32, size_bytes, media_type }: MediaRow): PackageMedia {
  if (!isMediaType(media_type)) throw new TypeError(`Not a type of media: ${media_type}`);
  return {
    sha256,
    crc32,
    sizeBytes: size_bytes,
    mediaType: media_type,
    blobKey: mediaBlobKey(sha256),
  };
}

/** The version with this number, or the latest one. */
export async function findVersion(db: Db | Trx, storyId: string, version: number | undefined) {
  const versions = db
    .selectFrom('story_versions')
    .select(['version', 'document_id'])
    .where('story_id', '=', storyId);
  const wanted =
    version === undefined
      ? versions.orderBy('version', 'desc')
      : versions.where('version', '=', version);
  return wanted.limit(1).executeTakeFirst();
}

export async function documentLanguages(db: Db | Trx, documentId: string): Promise<string[]> {
  const { languages } = await db
    .selectFrom('documents')
    .select(sql<string[]>`content -> 'languages'`.as('languages'))
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  return languages;
}

/** Every package is in this folder of the blob store. */
export const exportsFolder = 'exports';

/** A package has a place of its own for each job. */
export function exportBlobKey(jobId: string, input: ExportInput): string {
  const { slug } = input;
  return `${exportsFolder}/${jobId}/${packageFileName({ slug, revision: packageRevision(input) })}`;
}

/** The number that names a package: that of a version, or the revision of a draft. */
export function packageRevision({ isDraft, revision }: ExportInput) {
  return isDraft ? { draftRevision: revision } : { version: revision };
}

/** Those of these jobs that have a package, or may still make one. */
export async function jobsWithPackages(
  db: Db,
  jobIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const ids = jobIds.filter((id) => uuid.safeParse(id).success);
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('discarded_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.id));
}
