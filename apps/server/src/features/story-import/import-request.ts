import { randomUUIDv7 } from 'node:crypto';
import type { Account } from '@taleport/contracts/accounts';
import { storyImportKind } from '@taleport/contracts/routes/story-import';
import {
  checkResult,
  type ImportDecision,
  type ImportInput,
  type ImportReport,
  importInput,
  type StoryImportCode,
} from '@taleport/contracts/story-import';
import { HttpProblem, notFound } from '../../http/problem.ts';
import type { Trx } from '../../infrastructure/database/database.ts';
import type { NewJob } from '../../jobs/create-job.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { lockJob } from '../../jobs/lock-job.ts';
import { conflictsOf, type ImportConflict } from './import-conflicts.ts';
import { importMessage } from './import-messages.ts';
import {
  findDecidedImport,
  findUpload,
  linkImport,
  lockCheck,
  lockMyStory,
} from './import-storage.ts';

interface CheckRequest {
  readonly account: Account;
  readonly locale: string;
  readonly uploadId: string;
  readonly autoApply: boolean;
  readonly decision: ImportDecision;
}

/** Looks whether the package is here, and says which job checks it. */
export function planCheck({ account, locale, uploadId, autoApply, decision }: CheckRequest) {
  return async (trx: Trx): Promise<NewJob> => {
    const upload = await findUpload(trx, account.id, uploadId);
    if (!upload) throw notFound('upload');
    if (upload.received_bytes !== upload.size_bytes) throw uploadIncomplete();
    const input: ImportInput = {
      step: 'check',
      uploadId,
      fileName: upload.file_name,
      sizeBytes: upload.size_bytes,
      autoApply,
      decision,
    };
    return { kind: storyImportKind, ownerUserId: account.id, requestedBy: account, locale, input };
  };
}

interface ApplyRequest {
  readonly account: Account;
  readonly locale: string;
  readonly jobId: string;
  readonly decision: ImportDecision;
}

/** Looks whether what was checked can be imported as decided, and says which job does it. */
export function planApply({ account, locale, jobId, decision }: ApplyRequest) {
  return async (trx: Trx): Promise<NewJob> => {
    const check = await lockCheck(trx, account, jobId);
    const input = check && importInput.parse(check.input);
    if (!check || input?.step !== 'check') throw notFound('job');
    if (check.status !== 'Completed') throw notChecked(check);
    const { report } = checkResult.parse(check.result);
    refuseConflicts(conflictsOf(report, decision, locale));
    const isDecided = await findDecidedImport(trx, check.id, input.uploadId);
    if (isDecided) throw alreadyDecided();
    const upload = await findUpload(trx, check.owner_user_id, input.uploadId);
    if (!upload) throw uploadGone();
    const job = newApply({ check, locale, decision, report, requestedBy: account });
    await refuseChangedStory(trx, check, job);
    await linkImport(trx, check.id, job.id);
    return job;
  };
}

/**
 * Looks whether an import that was decided may still be made: another decision about the same package may have come since. Throws as
 * the request for it does.
 */
export async function checkApplyAgain(trx: Trx, job: JobRow): Promise<void> {
  const input = importInput.parse(job.input);
  if (input.step !== 'apply') return;
  // Whoever decides holds the check.
  await lockJob(trx, input.checkJobId);
  if (await findDecidedImport(trx, input.checkJobId, input.uploadId)) throw alreadyDecided();
}

interface Application {
  readonly check: JobRow;
  readonly requestedBy: NewJob['requestedBy'];
  readonly locale: string;
  readonly decision: ImportDecision;
  readonly report: ImportReport;
}

/** The job that imports what a check has read. */
export function newApply({ check, requestedBy, locale, decision, report }: Application) {
  const { uploadId, fileName, sizeBytes } = importInput.parse(check.input);
  const mine = decision.into === 'my-story' ? report.mine : null;
  const input: ImportInput = {
    step: 'apply',
    checkJobId: check.id,
    uploadId,
    fileName,
    sizeBytes,
    decision: mine ? { draftRevision: mine.draftRevision, ...decision } : decision,
  };
  return {
    id: randomUUIDv7(),
    kind: storyImportKind,
    ownerUserId: check.owner_user_id,
    requestedBy,
    locale,
    input,
    // One at a time, also where an older one is tried again. What is done cannot be shared.
    reuse: { key: check.id, isThere: async () => false },
    ...(mine && { storyId: mine.storyId }),
  } satisfies NewJob;
}

/** The job looks again; here its author is still there to look, too. */
async function refuseChangedStory(
  trx: Trx,
  { owner_user_id }: JobRow,
  { storyId, locale, input }: ReturnType<typeof newApply>,
): Promise<void> {
  if (storyId === undefined) return;
  const mine = await lockMyStory(trx, { owner_user_id, story_id: storyId });
  if (!mine || !isChangedSince(input.decision, mine)) return;
  throw new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'story_changed_since_check',
    detail: importMessage('story_changed_since_check', locale),
  });
}

/** Whether the draft of my story has moved on from where it was when this was decided. */
export function isChangedSince(
  { draftRevision }: ImportDecision,
  mine: { readonly draft_revision: number },
): boolean {
  return draftRevision !== undefined && draftRevision !== mine.draft_revision;
}

function refuseConflicts([first, ...rest]: readonly ImportConflict[]): void {
  if (!first) return;
  throw first.code === 'language_not_in_package'
    ? new HttpProblem<StoryImportCode>({
        status: 422,
        code: first.code,
        detail:
          'The package does not have all of these languages. Leave "languages" out to import all that it has.',
        errors: [first, ...rest].map(({ where, message }) => ({ pointer: where, detail: message })),
      })
    : new HttpProblem<StoryImportCode>({
        status: 409,
        code: 'decision_not_possible',
        detail: first.message,
      });
}

function uploadIncomplete(): HttpProblem<StoryImportCode> {
  return new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'upload_incomplete',
    detail: 'Not all of the package has been uploaded yet. Send the rest, then import it.',
    retryable: true,
  });
}

function uploadGone(): HttpProblem<StoryImportCode> {
  return new HttpProblem<StoryImportCode>({
    status: 410,
    code: 'upload_gone',
    detail: 'The package is no longer kept. Upload it again.',
  });
}

function notChecked({ status }: JobRow): HttpProblem<StoryImportCode> {
  if (status === 'Expired') return uploadGone();
  return new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'check_not_completed',
    detail: `Only a package whose check is Completed can be imported; this one is ${status}.`,
    retryable: status === 'Queued' || status === 'Running',
  });
}

function alreadyDecided(): HttpProblem<StoryImportCode> {
  return new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'decision_not_possible',
    detail: 'This package is being imported already, or was. Follow that import.',
  });
}
