import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import { type OpenQueues, queueConformance } from '../conformance/queue-conformance.ts';
import { openPglite } from '../pglite/open-pglite.ts';
import { embeddedQueues } from './embedded-queues.ts';

describe('the embedded queue', () => {
  queueConformance(openNew);

  it('keeps its messages and what is known of them when the server stops', async () => {
    const dataDir = await newDataFolder();
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const before = await openPglite(dataDir);
    await embeddedQueues(before.db).send('queue', 'a');
    await embeddedQueues(before.db).send('queue', 'b');
    const [received] = await embeddedQueues(before.db).receive('queue', hour);
    await before.close();

    const after = await openPglite(dataDir);
    const queues = embeddedQueues(after.db);
    expect(await queues.receive('queue', hour)).toMatchObject([{ body: 'b', dequeueCount: 1 }]);
    expect(received).toMatchObject({ body: 'a' });
    if (received) await queues.delete('queue', received);
    expect(await queues.count('queue')).toBe(1);
    await after.close();
  });
});

const hour = { max: 1, invisibleMs: 3_600_000 };

async function openNew(): Promise<OpenQueues> {
  const dataDir = await newDataFolder();
  const database = await openPglite(dataDir);
  return {
    queues: embeddedQueues(database.db),
    async close() {
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function newDataFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'taleport-queue-'));
  await copyNewDatabase(dataDir);
  return dataDir;
}
