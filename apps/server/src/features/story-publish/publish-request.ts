import type { Account } from '@taleport/contracts/accounts';
import type { FieldError } from '@taleport/contracts/problem';
import { storyPublishKind } from '@taleport/contracts/routes/story-publish';
import {
  type PublishInput,
  publishInput,
  type StoryPublishCode,
} from '@taleport/contracts/story-publish';
import { checkStory, type StoryDocument, selectLanguages } from '@taleport/story-model';
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
  /** Those that readers are to get; left out, all. */
  readonly languages?: readonly string[] | undefined;
}

/** Checks everything that the document itself tells, and says which job it is. */
export function planPublish({ account, storyId, locale, ifMatch, ...wish }: PublishRequest) {
  return async (trx: Trx): Promise<NewJob> => {
    const story = await lockStory(trx, account, storyId);
    if (ifMatch !== undefined && ifMatch !== `"${story.draft_revision}"`) throw draftChanged();
    const draft = await loadDocument(trx, story.draft_document_id);
    const languages = chooseLanguages(draft, wish.languages);
    const { isShown } = await foreseeVersion(trx, story, languages);
    if (isShown) throw alreadyPublished();
    checkDocument(selectLanguages(draft, languages), locale);
    const input: PublishInput = {
      draftRevision: story.draft_revision,
      slug: story.slug,
      timesHidden: story.times_hidden,
      languages,
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

/** The languages that readers get, in the order of the author. Throws the 422 problem of a choice that is not possible. */
export function chooseLanguages(
  { languages }: StoryDocument,
  wanted: readonly string[] = languages,
): string[] {
  const errors = wanted.flatMap((language, index) =>
    languages.includes(language)
      ? []
      : [{ pointer: `/languages/${index}`, detail: 'is not a language of this story' }],
  );
  if (errors.length > 0) {
    throw new HttpProblem<StoryPublishCode>({
      status: 422,
      code: 'language_not_in_story',
      detail: 'The draft does not have all of these languages.',
      errors,
    });
  }
  const chosen = languages.filter((language) => wanted.includes(language));
  if (chosen[0] !== languages[0]) throw sourceMissing(languages[0] ?? '');
  return chosen;
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

function checkDocument(document: StoryDocument, locale: string): void {
  const { errors } = checkStory(document, maxErrors);
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

function sourceMissing(language: string): HttpProblem<StoryPublishCode> {
  return new HttpProblem<StoryPublishCode>({
    status: 422,
    code: 'source_language_missing',
    detail: `Readers always get the language that the story was written in, "${language}".`,
    errors: [{ pointer: '/languages', detail: `lacks "${language}"` }],
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
