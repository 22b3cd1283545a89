import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '@taleport/contracts/accounts';
import { mapMedia } from '@taleport/story-model';
import { uploadMedia } from '../features/media/upload-media.ts';
import { createStory } from '../features/stories/stories-service.ts';
import { planPublish } from '../features/story-publish/publish-request.ts';
import { createAccount, findAccount } from '../http/create-account.ts';
import type { Db } from '../infrastructure/database/database.ts';
import { createJob } from '../jobs/create-job.ts';
import type { Adapters } from './adapters.ts';
import type { Settings } from './config.ts';
import { demoAccounts, demoPassword } from './demo-accounts.ts';
import { readSampleStory, type SampleStory } from './sample-story.ts';

const samplesFolder = join(import.meta.dirname, '../../../../samples');

/**
 * Two accounts and the sample stories for a server that is being tried out. What is there already stays as it is, and a
 * sample that was deleted does not come back while it can be brought back. Returns how to sign in, for the terminal.
 */
export async function makeDemoContent(adapters: Adapters, settings: Settings): Promise<string[]> {
  const { db } = adapters.database;
  const password = demoPassword(adapters);
  const accounts: Account[] = [];
  for (const account of demoAccounts) {
    const there = await findAccount(db, account.email);
    // Somebody's own account under such an address stays theirs.
    if (there && !there.isDemo) continue;
    const made = there ?? (await createAccount(db, { ...account, password, isDemo: true }));
    if (made) accounts.push(made);
  }
  const [author] = accounts;
  if (author) await putSamples({ adapters, settings, author });
  return accounts.map(({ email }) => `  ${email.padEnd(20)} password: ${password}`);
}

interface Putting {
  readonly adapters: Adapters;
  readonly settings: Settings;
  readonly author: Account;
}

async function putSamples(putting: Putting): Promise<void> {
  const entries = await readdir(samplesFolder, { withFileTypes: true });
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const sample = await readSampleStory(join(samplesFolder, entry.name));
    if (!(await isThere(putting.adapters.database.db, sample))) await putSample(putting, sample);
  }
}

async function isThere(db: Db, { originId }: SampleStory): Promise<boolean> {
  const story = await db
    .selectFrom('stories')
    .select('id')
    .where('origin_id', '=', originId)
    .executeTakeFirst();
  return story !== undefined;
}

async function putSample({ adapters, settings, author }: Putting, sample: SampleStory) {
  const { db } = adapters.database;
  const hashes = new Map<string, string>();
  for (const file of sample.files) {
    const { sha256 } = await uploadMedia({
      db,
      blobs: adapters.blobs,
      ownerId: author.id,
      content: createReadStream(join(sample.folder, file)),
      maxBytes: settings.features.maxUploadBytes,
    });
    hashes.set(file, sha256);
  }
  const document = mapMedia(sample.document, (file) => hashes.get(file) ?? file);
  const { originId, slug } = sample;
  const story = await createStory(db, author, { document, originId, slug });
  const plan = planPublish({
    account: author,
    storyId: story.id,
    locale: 'en',
    ifMatch: undefined,
  });
  await db.transaction().execute(async (trx) => createJob(trx, await plan(trx)));
}
