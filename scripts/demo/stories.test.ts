import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, openAsBlob, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyNewDatabase } from '../../apps/server/test/database-template.ts';
import { canStartPostgres } from '../../apps/server/test/postgres-server.ts';
import { checkWithTools } from '../../packages/story-archive/test/archive-tools.ts';
import { signIn } from '../author.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { exportStory, takePackage } from './journey.ts';
import { putStory } from './put-story.ts';
import { readStoryFolder } from './storybook-folder.ts';

const canUsePostgres = await canStartPostgres();
const root = join(import.meta.dirname, '../..');
const shared = join(root, '../shared/stories');
const lamp = join(root, 'samples/the-lamp-in-the-fog');
const stories = existsSync(shared) ? readdirSync(shared).sort() : [];
if (stories.length === 0) {
  console.warn(`No stories in ${shared}: the journey is made with the samples only.`);
}

let scratch: string;
let server: DemoServer;
/** One that has none of the stories. */
let empty: DemoServer;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'taleport-stories-'));
  await copyNewDatabase(join(scratch, 'data'));
  await copyNewDatabase(join(scratch, 'empty'));
  server = await startDemoServer(join(scratch, 'data'));
  empty = await startDemoServer(join(scratch, 'empty'));
});
afterAll(async () => {
  await Promise.all([server.stop(), empty.stop()]);
  await rm(scratch, { recursive: true, force: true });
});

describe('the journey of every story', () => {
  const folders = [
    lamp,
    join(root, 'samples/nela-and-the-red-kite'),
    ...stories.map((id) => join(shared, id)),
  ];
  it.each(folders)('%s, published and as a draft', { timeout: 60_000 }, async (folder) => {
    const client = await signIn(server.url);
    const { id: storyId } = await putStory(client, await readStoryFolder(folder), () => {});
    await client.publish(storyId);
    for (const draft of [false, true]) {
      const out = join(scratch, 'package.zip');
      const said: string[] = [];
      await takePackage(client, { storyId, draft, out, say: (line) => said.push(line) });
      expect(said.at(-1)).toMatch(/^Downloaded and verified: \d+ entries/);
      const results = await checkWithTools(out, { isStoryPackage: true });
      const accepted = process.env.CI ? ['passed'] : ['passed', 'not-installed'];
      expect(results.filter(({ outcome }) => !accepted.includes(outcome))).toEqual([]);
      if (!draft) await expectSameAgain(out);
    }
  });
});

/** Imported into the empty server and published there, it is exported as the same bytes. */
async function expectSameAgain(file: string): Promise<void> {
  const client = await signIn(empty.url);
  const storyId = await client.importPackage(await openAsBlob(file));
  await client.publish(storyId);
  const out = join(scratch, 'again.zip');
  await takePackage(client, { storyId, draft: false, out, say: () => {} });
  expect((await readFile(out)).equals(await readFile(file))).toBe(true);
}

describe('npm run demo', () => {
  const demo = (...args: string[]) =>
    promisify(execFile)('npm', ['run', 'demo', '--', ...args], { cwd: root });

  it('makes the same package as another server, and ends well', { timeout: 60_000 }, async () => {
    const [own, other] = [join(scratch, 'own.zip'), join(scratch, 'other.zip')];
    const { stdout } = await demo('--out', own);
    expect(stdout).toMatch(/Queued[\s\S]*Completed 100 %[\s\S]*verified/);
    await exportStory({ url: server.url, story: lamp, draft: false, out: other, say: () => {} });
    expect((await readFile(own)).equals(await readFile(other))).toBe(true);
  });

  it.skipIf(!canUsePostgres)(
    'makes the same package on PostgreSQL and Azurite',
    {
      timeout: 60_000,
    },
    async () => {
      const [own, azure] = [join(scratch, 'own.zip'), join(scratch, 'azure.zip')];
      const { stdout } = await demo('--azure', '--out', azure);
      expect(stdout).toMatch(/Queued[\s\S]*Completed 100 %[\s\S]*verified/);
      await exportStory({ url: server.url, story: lamp, draft: false, out: own, say: () => {} });
      expect(sha256(await readFile(azure))).toBe(sha256(await readFile(own)));
    },
  );

  it('ends with an error and a reason for a folder without a story', {
    timeout: 60_000,
  }, async () => {
    await expect(demo('--story', scratch)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it has no story.json'),
    });
  });

  it('explains itself when it is called wrongly', { timeout: 60_000 }, async () => {
    await expect(demo('--nonsense')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Usage: npm run demo'),
    });
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
