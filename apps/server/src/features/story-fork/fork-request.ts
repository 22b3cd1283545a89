import type { Account } from '@taleport/contracts/accounts';
import { storyForkKind } from '@taleport/contracts/routes/story-fork';
import { type ForkInput, forkInput, type StoryForkCode } from '@taleport/contracts/story-fork';
import { type Forking, mayBeForked } from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import { requireReadableStory } from '../../http/story-access.ts';
import type { Trx } from '../../infrastructure/database/database.ts';
import type { NewJob } from '../../jobs/create-job.ts';
import { type JobRow, storyOfJob } from '../../jobs/job-row.ts';
import { findVersion } from './fork-storage.ts';

interface ForkRequest {
  readonly account: Account;
  readonly storyId: string;
  readonly locale: string;
  /** Left out: the one that readers see. */
  readonly version: number | undefined;
  /** Scheme and authority of the address of the original. */
  readonly base: string;
}

/** Checks that the story may be forked by this account, and says which job it is. It is the job of whoever asks. */
export function planFork({ account, storyId, locale, version, base }: ForkRequest) {
  return async (trx: Trx): Promise<NewJob> => {
    const story = await requireReadableStory(trx, account, storyId);
    const isOwn = story.owner_user_id === account.id;
    if (!isOwn && version !== undefined && version !== story.published_version) {
      throw versionNotPublished();
    }
    const found = await findVersion(trx, story, version);
    if (!found) throw version === undefined ? noPublishedVersion() : versionNotPublished();
    if (!isOwn) checkPermission(found.license, story.forking);
    const input: ForkInput = {
      version: found.version,
      slug: story.slug,
      title: found.title ?? '',
      address: originalAddress(base, story.slug),
    };
    return {
      kind: storyForkKind,
      storyId: story.id,
      ownerUserId: account.id,
      requestedBy: account,
      locale,
      documentId: found.documentId,
      input,
    };
  };
}

/** Looks whether a fork that was asked for may still be made. Throws as the request for it does. */
export async function checkForkAgain(trx: Trx, job: JobRow): Promise<void> {
  const story = await trx
    .selectFrom('stories')
    .select(['id', 'owner_user_id', 'forking', 'published_version'])
    .where('id', '=', storyOfJob(job).storyId)
    .executeTakeFirst();
  const { version } = forkInput.parse(job.input);
  const found = story && (await findVersion(trx, story, version));
  if (!found) throw versionNotPublished();
  if (story.owner_user_id !== job.owner_user_id) checkPermission(found.license, story.forking);
}

/** Where readers find a story. */
export function originalAddress(base: string, slug: string): string {
  return `${base}/catalogue/${slug}`;
}

/** Throws the 403 problem where neither the licence nor the author lets readers change the story. */
export function checkPermission(license: string, forking: Forking): void {
  if (mayBeForked(license, forking)) return;
  throw new HttpProblem<StoryForkCode>({
    status: 403,
    code: 'fork_not_allowed',
    detail:
      forking === 'not-allowed'
        ? 'The author of this story does not want own versions to be made of it.'
        : 'The licence of this story does not say that others may change it. Ask its author to allow it.',
  });
}

function noPublishedVersion(): HttpProblem<StoryForkCode> {
  return new HttpProblem<StoryForkCode>({
    status: 409,
    code: 'no_published_version',
    detail: 'This story has not been published yet, and only a published version can be forked.',
  });
}

function versionNotPublished(): HttpProblem<StoryForkCode> {
  return new HttpProblem<StoryForkCode>({
    status: 409,
    code: 'version_not_published',
    detail:
      'Readers do not see this version. Read the story again, then fork the version that it has.',
  });
}
