import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canTrace, traceOf } from '../../../test/system-calls.ts';
import { createOnFirstStart } from './first-start.ts';

let dataDir: string;
let folder: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'taleport-first-start-'));
  folder = join(dataDir, 'db');
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Makes a database of two files, which are all that the folder may have before it; or only the first of them. */
async function create(isCutShort = false): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'PG_VERSION'), '18');
  if (isCutShort) throw new Error('killed');
  await mkdir(join(folder, 'base'));
  await writeFile(join(folder, 'base/1'), 'rows');
}

describe('the first start', () => {
  it('leaves a database and no mark', async () => {
    await createOnFirstStart(folder, create);
    expect(await readdir(dataDir)).toEqual(['db']);
    expect((await readdir(folder)).sort()).toEqual(['PG_VERSION', 'base']);
  });

  it('that was cut short is begun anew by the next one', async () => {
    await expect(createOnFirstStart(folder, () => create(true))).rejects.toThrow('killed');
    await createOnFirstStart(folder, create);
    expect(await readdir(dataDir)).toEqual(['db']);
    expect((await readdir(folder)).sort()).toEqual(['PG_VERSION', 'base']);
  });

  it('is over where there is a database, even one that does not start', async () => {
    await createOnFirstStart(folder, create);
    await createOnFirstStart(folder, () => Promise.reject(new Error('created again')));
    expect((await readdir(folder)).sort()).toEqual(['PG_VERSION', 'base']);
  });

  it.runIf(canTrace)(
    'syncs every file and folder before it acknowledges anything, and has room in its log',
    {
      timeout: 60_000,
    },
    async () => {
      const program = join(import.meta.dirname, '../../../test/commit-rows.ts');
      const calls = await traceOf(program, dataDir, '1');
      const first = calls.findIndex(({ text }) => text.includes('"acknowledged 1\\n"'));
      const synced = new Set(
        calls.slice(0, first).flatMap(({ name, text }) => {
          const [, path] = (/sync$/.test(name) && /^f(?:data)?sync\(\d+<(.*?)>/.exec(text)) || [];
          return path ?? [];
        }),
      );
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = entries.map((entry) => join(entry.parentPath, entry.name));
      const unsynced = [folder, ...paths].filter(
        (path) => !synced.has(path) && !isOfOurTables(path),
      );
      expect(paths.length).toBeGreaterThan(900);
      expect(unsynced).toEqual([]);
      // Most of the files in it can be read and written by everyone.
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      const segments = (await readdir(join(folder, 'pg_wal'))).filter((name) => /^\d+$/.test(name));
      const [current, next] = ['000000010000000000000002', '000000010000000000000003'];
      expect(segments.sort()).toEqual([current, next]);
    },
  );
});

/** The log has them: PostgreSQL numbers from 16384 on what was made after the database (FirstNormalObjectId). */
function isOfOurTables(path: string): boolean {
  return Number.parseInt(basename(path), 10) >= 16_384;
}
