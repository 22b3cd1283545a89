import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import { syncFile, syncFolder } from '../durable-files.ts';

/**
 * Runs `create`, which makes the database, when the folder has none. PGlite never syncs the thousand files that it
 * makes then, and a start that was cut short leaves some of them, which the next one would take for a database. So a
 * mark lies beside the folder until all of it is safe, and a start that finds the mark begins anew: nothing was
 * acknowledged before the mark was taken away.
 */
export async function createOnFirstStart(
  folder: string,
  create: () => Promise<void>,
): Promise<void> {
  const mark = `${folder}.unfinished`;
  if (existsSync(mark)) await rm(folder, { recursive: true, force: true });
  else if (existsSync(join(folder, 'PG_VERSION'))) return;
  await writeFile(mark, '');
  await syncFolder(dirname(folder));
  await create();
  await syncTree(folder);
  await rm(mark);
  await syncFolder(dirname(folder));
}

async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const syncEntry = (entry: (typeof entries)[number]) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isDirectory() ? syncFolder(path) : syncFile(path);
  };
  await pMap(entries, syncEntry, { concurrency: 16 });
  await syncFolder(folder);
}
