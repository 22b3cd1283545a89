import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import { databaseConformance, type OpenDatabase } from '../conformance/database-conformance.ts';
import { openPglite } from './open-pglite.ts';

describe('PGlite as the database', () => databaseConformance(openNew));

it('a check is given up at its signal, also while it waits for its turn', async () => {
  const { database, remove } = await openNew();
  const end = Promise.withResolvers<void>();
  const working = database.db.transaction().execute(() => end.promise);
  const stop = new AbortController();
  const checking = database.check(stop.signal);
  stop.abort(new Error('nobody waits'));
  await expect(checking).rejects.toThrow('nobody waits');
  end.resolve();
  await working;
  await database.check(new AbortController().signal);
  expect(database.connections()).toEqual({ inUse: 0, waiting: 0 });
  await database.close();
  await remove();
});

async function openNew(): Promise<OpenDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-pglite-'));
  await copyNewDatabase(folder);
  const database = await openPglite(folder);
  return {
    database,
    remove: () => rm(folder, { recursive: true }),
  };
}
