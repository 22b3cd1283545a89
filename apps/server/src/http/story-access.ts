import type { Account } from '@taleport/contracts/accounts';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import { notFound } from './problem.ts';

/** The story, if this account may work on it: its owner, and admins. Throws the 404 problem otherwise. */
export async function requireStory(db: Db | Trx, account: Account, storyId: string) {
  const story = await storyQuery(db, account, storyId).executeTakeFirst();
  if (!story) throw notFound('story');
  return story;
}

/** The story, if this account may read it: as everybody may while it is published. Throws the 404 problem otherwise. */
export async function requireReadableStory(db: Db | Trx, account: Account, storyId: string) {
  const story = await db
    .selectFrom('stories')
    .selectAll()
    .where('id', '=', storyId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  const isTheirs = account.role === 'admin' || story?.owner_user_id === account.id;
  if (!story || (story.published_version === null && !isTheirs)) throw notFound('story');
  return story;
}

/** A story that was deleted, if this account may work on it. Throws the 404 problem otherwise. */
export async function lockDeletedStory(trx: Trx, account: Account, storyId: string) {
  const story = await storyQuery(trx, account, storyId, 'deleted').forUpdate().executeTakeFirst();
  if (!story) throw notFound('story');
  return story;
}

/** The story, if this account may work on it, which nobody else can change until the transaction ends. */
export async function lockStory(trx: Trx, account: Account, storyId: string) {
  const story = await storyQuery(trx, account, storyId).forUpdate().executeTakeFirst();
  if (!story) throw notFound('story');
  return story;
}

function storyQuery(
  db: Db | Trx,
  account: Account,
  storyId: string,
  which: 'deleted' | 'kept' = 'kept',
) {
  const query = db
    .selectFrom('stories')
    .selectAll()
    .where('id', '=', storyId)
    .where('deleted_at', which === 'deleted' ? 'is not' : 'is', null);
  return account.role === 'admin' ? query : query.where('owner_user_id', '=', account.id);
}
