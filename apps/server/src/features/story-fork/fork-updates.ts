import type { Account } from '@taleport/contracts/accounts';
import type {
  previewUpdatesBody,
  StoryForkCode,
  TakenUpdates,
  takeUpdatesBody,
  UpdatesPreview,
} from '@taleport/contracts/story-fork';
import {
  type MergedStory,
  mergeStories,
  type Path,
  type StoryDocument,
  settleConflicts,
  storyChanges,
  storyDocument,
} from '@taleport/story-model';
import type { z } from 'zod';
import { draftChanged } from '../../http/draft-revision.ts';
import { HttpProblem } from '../../http/problem.ts';
import { lockStory, requireStory } from '../../http/story-access.ts';
import type { Db, Trx } from '../../infrastructure/database/database.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import { storeDocument } from '../../infrastructure/database/store-document.ts';
import { moveDraft } from '../../infrastructure/database/write-story.ts';
import { checkPermission, originalAddress } from './fork-request.ts';
import { findFork, findOriginal, findVersion, grantMediaOf, moveFork } from './fork-storage.ts';
import { forkedDocument } from './forked-document.ts';

interface UpdatesRequest<Wish> {
  readonly account: Account;
  readonly storyId: string;
  readonly wish: Wish;
  /** Scheme and authority of the address of the original. */
  readonly base: string;
}

const shownChanges = 1_000;

/** What the original of a fork has changed since its changes were taken last, and what taking some of them would do. */
export async function previewUpdates(
  db: Db,
  { account, storyId, wish, base }: UpdatesRequest<z.infer<typeof previewUpdatesBody>>,
): Promise<UpdatesPreview> {
  const story = await requireStory(db, account, storyId);
  const { fork, version, namedAs: _, ...sides } = await loadSides(db, story, base);
  const { document, changes, conflicts } = mergeStories({ ...sides, taken: takenOf(wish) });
  return {
    fromVersion: fork.version,
    version: version.version,
    draftRevision: story.draft_revision,
    open: countByLanguage(sides.base, sides.theirs),
    changes: changes
      .slice(0, shownChanges)
      .map((change) => ({ ...change, path: [...change.path] })),
    conflicts: conflicts.map((conflict) => ({ ...conflict, path: [...conflict.path] })),
    document: validStory(document),
  };
}

interface Taking extends UpdatesRequest<z.infer<typeof takeUpdatesBody>> {
  /** The revision of the draft that the author has looked at. */
  readonly basedOn: number;
}

/** Takes changes of the original into the draft, as its next revision, and remembers which are not to be asked about again. */
export function takeUpdates(db: Db, { account, storyId, wish, base, basedOn }: Taking) {
  return db.transaction().execute(async (trx): Promise<TakenUpdates> => {
    const story = await lockStory(trx, account, storyId);
    if (story.draft_revision !== basedOn) throw draftChanged(story.draft_revision);
    const { fork, version, namedAs, ...sides } = await loadSides(trx, story, base);
    if (version.version !== wish.version) throw updatesChanged();
    const merged = mergeStories({ ...sides, taken: takenOf(wish) });

    await grantMediaOf(trx, story.owner_user_id, version.documentId);
    const taken = settle(merged, wish.takeTheirs);
    const isChanged = storyChanges(sides.mine, taken).length > 0;
    const follows = isChanged && sides.mine.source === namedAs;
    const source = follows ? sides.theirs.source : namedAs;
    const documentId = await storeDocument(trx, follows ? { ...taken, source } : taken);
    const revision =
      documentId === story.draft_document_id
        ? story.draft_revision
        : await moveDraft(trx, story, documentId);
    const isDone = wish.leaveRest || storyChanges(merged.base, sides.theirs).length === 0;
    const fromVersion = isDone ? version.version : fork.version;
    await moveFork(trx, story.id, {
      version: fromVersion,
      baseDocumentId: await storeDocument(
        trx,
        validStory({ ...(isDone ? sides.theirs : merged.base), source }),
      ),
    });
    return { revision, fromVersion };
  });
}

interface ForkedStory {
  readonly id: string;
  readonly owner_user_id: string;
  readonly draft_document_id: string;
}

/** Throws the problems of a story that is no fork, and of an original that is gone or must not be changed any more. */
async function loadSides(db: Db | Trx, story: ForkedStory, base: string) {
  const fork = await findFork(db, story.id);
  if (!fork) throw notAFork();
  const original = fork.original_story_id && (await findOriginal(db, fork.original_story_id));
  const version = original && (await findVersion(db, original));
  if (!original || !version) throw originalGone();
  if (original.owner_user_id !== story.owner_user_id) {
    checkPermission(version.license, original.forking);
  }
  const named = {
    title: version.title ?? '',
    version: version.version,
    address: originalAddress(base, original.slug),
  };
  const theirs = forkedDocument(await loadDocument(db, version.documentId), named);
  const before = await loadDocument(db, fork.base_document_id);
  return {
    fork,
    version,
    /** The line with which the draft was told to name its original. */
    namedAs: before.source,
    // That this line names another version is no change of the original.
    base: { ...before, source: theirs.source },
    mine: await loadDocument(db, story.draft_document_id),
    theirs,
  };
}

function takenOf({ languages, shared }: z.infer<typeof previewUpdatesBody>) {
  return { languages: languages ?? ('all' as const), shared };
}

function settle(merged: MergedStory, takeTheirs: readonly Path[]): StoryDocument {
  const places = new Set(takeTheirs.map((path) => JSON.stringify(path)));
  return validStory(settleConflicts(merged, (path) => places.has(JSON.stringify(path))));
}

/** Joined, two stories can be more than one may be: more pages or answers than a story can have, the same id twice. */
function validStory(document: StoryDocument): StoryDocument {
  const parsed = storyDocument.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new HttpProblem<StoryForkCode>({
    status: 422,
    code: 'merge_not_valid',
    detail: 'Both stories together are more than one story can be. Take fewer of the changes.',
    errors: parsed.error.issues
      .slice(0, 100)
      .map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message })),
  });
}

function countByLanguage(before: StoryDocument, after: StoryDocument): UpdatesPreview['open'] {
  const counts = new Map<string, number>();
  let shared = 0;
  for (const { language } of storyChanges(before, after)) {
    if (language === undefined) shared += 1;
    else counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return { shared, languages: [...counts].map(([language, changes]) => ({ language, changes })) };
}

function notAFork(): HttpProblem<StoryForkCode> {
  return new HttpProblem<StoryForkCode>({
    status: 409,
    code: 'not_a_fork',
    detail: 'This story was not made of another one, so there is nothing to take over.',
  });
}

function originalGone(): HttpProblem<StoryForkCode> {
  return new HttpProblem<StoryForkCode>({
    status: 409,
    code: 'original_gone',
    detail:
      'The story that this one was made of cannot be read any more. What you have stays yours.',
  });
}

function updatesChanged(): HttpProblem<StoryForkCode> {
  return new HttpProblem<StoryForkCode>({
    status: 409,
    code: 'updates_changed',
    detail: 'The original has another version by now. Look at its changes again.',
  });
}
