import { storyImportKind } from '@taleport/contracts/routes/story-import';
import { applyResult, importInput, type StoryImportCode } from '@taleport/contracts/story-import';
import { HttpProblem } from '../../http/problem.ts';
import type { Trx } from '../../infrastructure/database/database.ts';
import { moveDraft, moveToBin } from '../../infrastructure/database/write-story.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import type { JobEngine } from '../../jobs/engine.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { lockJob } from '../../jobs/lock-job.ts';
import { addToResult, lockMyStory } from './import-storage.ts';

const undoMs = 24 * 60 * 60 * 1000;

/** Until when a Completed import can be taken back. */
export function undoUntil({ completed_at_utc: completedAt }: JobRow): Date | undefined {
  return completedAt ? new Date(completedAt.getTime() + undoMs) : undefined;
}

/**
 * Takes an import back: a new story goes to the bin, and a story that was there gets the draft that it had. Doing so again
 * changes nothing. Throws the 409 problems of an import that is not done, too old, or whose story was changed since.
 */
export async function undoImport(engine: JobEngine, jobId: string): Promise<void> {
  const activeJobs = await engine.database.db.transaction().execute((trx) => undo(trx, jobId));
  for (const id of activeJobs) await cancelJob(engine, id);
}

/** The active jobs of a story that went to the bin. */
async function undo(trx: Trx, jobId: string): Promise<string[]> {
  const job = await lockJob(trx, jobId);
  const input = job?.kind === storyImportKind ? importInput.parse(job.input) : undefined;
  if (!job || input?.step !== 'apply' || job.status !== 'Completed') throw notDone();
  const { draftRevision, undoneAtUtc } = applyResult.parse(job.result);
  if (undoneAtUtc !== undefined) return [];
  const until = undoUntil(job);
  if (!until || until.getTime() < Date.now()) throw tooOld();
  await addToResult(trx, job.id, { undoneAtUtc: new Date().toISOString() });
  const story = await lockMyStory(trx, job);
  if (input.decision.into === 'new-story') return story ? moveToBin(trx, story.id) : [];
  if (story?.draft_revision !== draftRevision) throw changedSince();
  const before = job.document_id;
  if (before !== null && before !== story.draft_document_id) await moveDraft(trx, story, before);
  return [];
}

function notDone(): HttpProblem<StoryImportCode> {
  return new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'import_not_completed',
    detail: 'Only an import that is Completed can be taken back.',
  });
}

function tooOld(): HttpProblem<StoryImportCode> {
  return new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'import_too_old_to_undo',
    detail: 'An import can be taken back for a day. Delete the story, or change it yourself.',
  });
}

function changedSince(): HttpProblem<StoryImportCode> {
  return new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'story_changed_since_import',
    detail:
      'The draft was changed since the import, and taking it back would lose that. Change it yourself.',
  });
}
