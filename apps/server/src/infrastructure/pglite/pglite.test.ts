import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import { databaseConformance, type OpenDatabase } from '../conformance/database-conformance.ts';
import { openPglite } from './open-pglite.ts';

describe('PGlite as the database', () => databaseConformance(openNew));

async function openNew(): Promise<OpenDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-pglite-'));
  await copyNewDatabase(folder);
  const database = await openPglite(folder);
  return {
    database,
    remove: () => rm(folder, { recursive: true }),
  };
}
