import type { Account } from '@taleport/contracts/accounts';
import {
  type ExportInput,
  type StoryExportCode,
  storyExportKind,
} from '@taleport/contracts/story-export';

import { HttpProblem } from '../../http/problem.ts';
import { lockStory } from '../../http/story-access.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import { createJob } from '../../jobs/create-job.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { documentLanguages, findVersion } from './export-storage.ts';

interface ExportRequest {
  readonly account: Account;
  readonly storyId: string;
  readonly locale: string;
  readonly options: Pick<ExportInput, 'include' | 'languages' | 'onMissing'>;
  readonly source:
    | { readonly isDraft: true }
    | { readonly isDraft: false; readonly version: number | undefined };
}

/** Checks everything that can be checked before the work, and makes the job, in one transaction. */
export async function requestExport(db: Db, request: ExportRequest): Promise<JobRow> {
  const { account, locale, options, source } = request;
  return db.transaction().execute(async (trx) => {
    const story = await lockStory(trx, account, request.storyId);
    const snapshot = source.isDraft
      ? { revision: story.draft_revision, documentId: story.draft_document_id }
      : await publishedSnapshot(trx, story.id, source.version);
    await checkLanguages(trx, snapshot.documentId, options.languages);
    return createJob(trx, {
      kind: storyExportKind,
      storyId: story.id,
      ownerUserId: story.owner_user_id,
      requestedBy: account,
      locale,
      documentId: snapshot.documentId,
      input: {
        ...options,
        locale,
        slug: story.slug,
        originId: story.origin_id,
        isDraft: source.isDraft,
        revision: snapshot.revision,
      } satisfies ExportInput,
    });
  });
}

async function publishedSnapshot(trx: Trx, storyId: string, version: number | undefined) {
  const found = await findVersion(trx, storyId, version);
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

async function checkLanguages(trx: Trx, documentId: string, languages: readonly string[] = []) {
  const known = new Set(await documentLanguages(trx, documentId));
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
