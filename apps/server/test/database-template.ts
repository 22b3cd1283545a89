import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../src/infrastructure/database/migrate.ts';
import { openPglite } from '../src/infrastructure/pglite/open-pglite.ts';

const server = join(import.meta.dirname, '..');
const cache = join(server, '../../node_modules/.cache/taleport');

/** Puts a new database, with all migrations run, into a data folder: a copy, since making one takes seconds. */
export async function copyNewDatabase(dataDir: string): Promise<void> {
  const template = join(cache, `database-${await fingerprint()}`);
  if (!existsSync(template)) await makeTemplate(template);
  await cp(join(template, 'db'), join(dataDir, 'db'), { recursive: true });
}

/** Several test processes may make it at once; the first to be ready is kept. */
async function makeTemplate(template: string): Promise<void> {
  const making = `${template}-${randomUUID()}`;
  await mkdir(making, { recursive: true });
  const database = await openPglite(making);
  await migrate(database);
  await database.close();
  await rename(making, template).catch(() => rm(making, { recursive: true }));
}

/** Another template for other migrations or another PGlite. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(server, 'package.json')));
  const scripts = await Array.fromAsync(glob(join(server, 'migrations/*.sql')));
  for (const script of scripts.sort()) hash.update(script).update(await readFile(script));
  return hash.digest('hex').slice(0, 16);
}
