import { storyImportKind, storyImportRoutes } from '@taleport/contracts/routes/story-import';
import {
  applyResult,
  checkResult,
  type ImportStatusDocument,
  importInput,
} from '@taleport/contracts/story-import';
import type { JobPresenter } from '../../http/jobs/job-document.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { undoUntil } from './undo-import.ts';

type OwnFields = Partial<ImportStatusDocument>;

/** What the status of an import says beyond that of every job. */
export const importPresenter: JobPresenter = {
  kind: storyImportKind,
  routes: storyImportRoutes,

  describe(row) {
    const input = importInput.parse(row.input);
    const { step, uploadId, fileName, decision } = input;
    const isDecided = step === 'apply' || input.autoApply;
    const fields: OwnFields = {
      step,
      uploadId,
      fileName,
      ...(isDecided && { decision }),
      ...(step === 'apply' && { otherJobId: input.checkJobId }),
      ...(row.status === 'Completed' && (step === 'check' ? checked(row) : applied(row))),
    };
    return { snapshot: {}, fields: { ...fields } };
  },
};

function checked({ result }: JobRow): OwnFields {
  const { report, applyJobId } = checkResult.parse(result);
  return { report, ...(applyJobId !== undefined && { otherJobId: applyJobId }) };
}

function applied(row: JobRow): OwnFields {
  const { slug, undoneAtUtc } = applyResult.parse(row.result);
  const until = undoUntil(row);
  return {
    slug,
    ...(until && { undoUntilUtc: until.toISOString() }),
    ...(undoneAtUtc !== undefined && { undoneAtUtc }),
  };
}
