import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import { type OpenQueues, queueConformance } from '../conformance/queue-conformance.ts';
import type { Db } from '../database/database.ts';
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

  it('waits for the disk neither to send, nor to receive, nor to delete', async () => {
    const dataDir = await newDataFolder();
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const { db, close } = await openPglite(dataDir);
    const queues = embeddedQueues(db);
    await queues.send('queue', 'a');
    expect(await unsyncedBytes(db)).toBeGreaterThan(0);

    await sync(db);
    expect(await unsyncedBytes(db)).toBe(0);
    const [message] = await queues.receive('queue', hour);
    expect(await unsyncedBytes(db)).toBeGreaterThan(0);

    await sync(db);
    if (message) await queues.delete('queue', message);
    expect(await unsyncedBytes(db)).toBeGreaterThan(0);
    await close();
  });
});

/** Of the log: what is written and not yet synced. */
async function unsyncedBytes(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn())::integer as bytes
  `.execute(db);
  return rows[0]?.bytes ?? Number.NaN;
}

/** A commit that waits takes all before it along. */
async function sync(db: Db): Promise<void> {
  await db.insertInto('queue_messages').values({ queue: 'synced', body: '' }).execute();
}

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
