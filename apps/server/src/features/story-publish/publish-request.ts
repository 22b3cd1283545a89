import type { Account } from '@taleport/contracts/accounts';
import type { FieldError } from '@taleport/contracts/problem';
import { storyPublishKind } from '@taleport/contracts/routes/story-publish';
import {
  type PublishInput,
  publishInput,
  type StoryPublishCode,
} from '@taleport/contracts/story-publish';
import { checkStory } from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import { lockStory } from '../../http/story-access.ts';
import type { Trx } from '../../infrastructure/database/database.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import type { NewJob } from '../../jobs/create-job.ts';
import { type JobRow, storyOfJob } from '../../jobs/job-row.ts';
import { overtakenMessage, presentFindings } from './publish-messages.ts';
import { findOvertaken } from './publish-service.ts';
import { foreseeVersion } from './publish-storage.ts';

interface PublishRequest {
  readonly account: Account;
  readonly storyId: string;
  readonly locale: string;
  /** The draft that its author has looked at, as the entity tag that it was read with. */
  readonly ifMatch: string | undefined;
}

/** Checks everything that the document itself tells, and says which job it is. */
export function planPublish({ account, storyId, locale, ifMatch }: PublishRequest) {
  return async (trx: Trx): Promise<NewJob> => {
    const story = await lockStory(trx, account, storyId);
    if (ifMatch !== undefined && ifMatch !== `"${story.draft_revision}"`) throw draftChanged();
    const { isShown } = await foreseeVersion(trx, story);
    if (isShown) throw alreadyPublished();
    await checkDocument(trx, story.draft_document_id, locale);
    const input: PublishInput = {
      draftRevision: story.draft_revision,
      slug: story.slug,
      timesHidden: story.times_hidden,
    };
    return {
      kind: storyPublishKind,
      storyId: story.id,
      ownerUserId: story.owner_user_id,
      requestedBy: account,
      locale,
      documentId: story.draft_document_id,
      input,
    };
  };
}

/** Refuses a publication that would change nothing for readers any more, in the language that it was asked for in. */
export async function checkPublishAgain(trx: Trx, job: JobRow): Promise<void> {
  const publication = { ...storyOfJob(job), ...publishInput.parse(job.input) };
  const overtaken = await findOvertaken(trx, publication);
  if (!overtaken) return;
  throw new HttpProblem<StoryPublishCode>({
    status: 409,
    code: overtaken.by === 'hiding' ? 'story_hidden_since' : 'newer_draft_published',
    detail: overtakenMessage(overtaken.version, job.locale),
  });
}

const maxErrors = 100;

async function checkDocument(trx: Trx, documentId: string, locale: string): Promise<void> {
  const { errors } = checkStory(await loadDocument(trx, documentId), maxErrors);
  if (errors.count === 0) return;
  throw new HttpProblem<StoryPublishCode>({
    status: 422,
    code: 'story_incomplete',
    detail: 'The story lacks something that its readers need. "errors" names the places.',
    errors: presentFindings(errors.findings, locale).map(
      ({ where, message }): FieldError => ({ pointer: where, detail: message }),
    ),
  });
}

function draftChanged(): HttpProblem<StoryPublishCode> {
  return new HttpProblem<StoryPublishCode>({
    status: 412,
    code: 'draft_changed',
    detail: 'The draft was changed since you read it. Look at it again, then publish it.',
  });
}

function alreadyPublished(): HttpProblem<StoryPublishCode> {
  return new HttpProblem<StoryPublishCode>({
    status: 409,
    code: 'already_published',
    detail: 'The draft is the same as the version that readers see. There is nothing to publish.',
  });
}
