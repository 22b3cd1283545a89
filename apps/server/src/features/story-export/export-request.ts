import { createHash } from 'node:crypto';
import type { Account } from '@taleport/contracts/accounts';
import { storyExportKind } from '@taleport/contracts/routes/story-export';
import {
  type ExportInput,
  exportResult,
  type StoryExportCode,
} from '@taleport/contracts/story-export';
import { canonicalJson } from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import { requireStory } from '../../http/story-access.ts';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import type { NewJob } from '../../jobs/create-job.ts';
import { documentLanguages, findVersion } from './export-storage.ts';

export interface ExportRequest {
  readonly account: Account;
  readonly storyId: string;
  readonly locale: string;
  readonly options: Pick<ExportInput, 'include' | 'languages' | 'onMissing'>;
  readonly source:
    | { readonly isDraft: true }
    | { readonly isDraft: false; readonly version: number | undefined };
}

/**
 * Checks everything that can be checked before the work, and says which job it is. A package that this user has asked for
 * already, of the same document and with the same options, is not made again.
 */
export function planExport(blobs: BlobStore, request: ExportRequest) {
  return async (trx: Trx): Promise<NewJob> => {
    const { story, documentId, input } = await readRequest(trx, request);
    return {
      kind: storyExportKind,
      storyId: story.id,
      ownerUserId: story.owner_user_id,
      requestedBy: request.account,
      locale: request.locale,
      documentId,
      input,
      reuse: {
        key: reuseKey(documentId, input),
        isThere: async (job) => {
          const made = exportResult.parse(job.result);
          return (await blobs.stat(made.zipBlobPath))?.sizeBytes === made.zipSizeBytes;
        },
      },
    };
  };
}

/** What the package is made of, and how. Throws the problem of a request for which there is none. */
export async function readRequest(db: Db | Trx, request: ExportRequest) {
  const { account, locale, options, source } = request;
  const story = await requireStory(db, account, request.storyId);
  const snapshot = source.isDraft
    ? { revision: story.draft_revision, documentId: story.draft_document_id }
    : await publishedSnapshot(db, story.id, source.version);
  await checkLanguages(db, snapshot.documentId, options.languages);
  const input: ExportInput = {
    ...options,
    locale,
    slug: story.slug,
    originId: story.origin_id,
    isDraft: source.isDraft,
    revision: snapshot.revision,
  };
  return { story, documentId: snapshot.documentId, input };
}

function reuseKey(documentId: string, input: ExportInput): string {
  return createHash('sha256')
    .update(canonicalJson([documentId, input]))
    .digest('hex');
}

async function publishedSnapshot(db: Db | Trx, storyId: string, version: number | undefined) {
  const found = await findVersion(db, storyId, version);
  if (found) return { revision: found.version, documentId: found.document_id };
  throw version === undefined
    ? new HttpProblem<StoryExportCode>({
        status: 409,
        code: 'no_published_version',
        detail: 'This story has not been published yet. Publish it first, or export the draft.',
      })
    : new HttpProblem<StoryExportCode>({
        status: 422,
        code: 'version_not_found',
        detail: `This story has no version ${version}.`,
        errors: [{ pointer: '/version', detail: 'is not a version of this story' }],
      });
}

async function checkLanguages(db: Db | Trx, documentId: string, languages?: readonly string[]) {
  if (!languages) return;
  const known = new Set(await documentLanguages(db, documentId));
  const errors = languages.flatMap((language, index) =>
    known.has(language)
      ? []
      : [{ pointer: `/languages/${index}`, detail: 'is not a language of this story' }],
  );
  if (errors.length === 0) return;
  throw new HttpProblem<StoryExportCode>({
    status: 422,
    code: 'language_not_in_story',
    detail:
      'The story does not have all of these languages. Leave "languages" out to export all that it has.',
    errors,
  });
}
