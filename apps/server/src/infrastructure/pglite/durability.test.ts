import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import { canTrace, traceOf, watching } from '../../../test/system-calls.ts';
import { FolderInUseError, lockFolder } from '../folder-lock.ts';
import { openPglite } from './open-pglite.ts';

const program = join(import.meta.dirname, '../../../test/commit-rows.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-commits-'));
  await copyNewDatabase(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a commit that was acknowledged', () => {
  it.runIf(canTrace)('was synced to the log before', async () => {
    const calls = await traceOf(program, folder, '20');
    const place = (text: string) => calls.find((call) => call.text.includes(text))?.begins ?? NaN;
    const logSyncs = calls.filter(
      ({ name, text }) => /sync$/.test(name) && /\/pg_wal\/[0-9A-F]{24}>/.test(text),
    );
    for (let number = 1; number <= 20; number += 1) {
      const [from, to] = [place(`"adding ${number}\\n"`), place(`"acknowledged ${number}\\n"`)];
      const between = logSyncs.filter((sync) => sync.begins > from && sync.ends < to);
      expect(between.length, `commit ${number}`).toBeGreaterThan(0);
    }
  });

  it('is there after the process was killed, time and again', { timeout: 60_000 }, async () => {
    let acknowledged = 0;
    for (let round = 1; round <= 5; round += 1) {
      const { process: child, lines } = addRows();
      const enough = acknowledged + 20 * round;
      for await (const line of lines) {
        const [, number] = /^acknowledged (\d+)$/.exec(line) ?? [];
        acknowledged = Number(number ?? acknowledged);
        if (acknowledged >= enough) break;
      }
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    const { db, close } = await openPglite(folder);
    const { rows } = await sql<{ count: number; last: number }>`
      select count(*)::integer as count, max(number) as last from kept
    `.execute(db);
    await close();
    expect(rows[0]?.last).toBeGreaterThanOrEqual(acknowledged);
    expect(rows[0]?.count).toBe(rows[0]?.last);
  });
});

describe('a disk that refuses a sync', () => {
  it.runIf(canTrace)('crashes the database; what was acknowledged before is there', async () => {
    const refuse = [...watching('fdatasync'), '-e', 'inject=fdatasync:error=EIO:when=40'];
    const child = spawn('strace', [...refuse, process.execPath, program, folder, '200']);
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    const [code] = await once(child, 'close');
    expect(code).not.toBe(0);
    expect(said.stderr).toContain('The database has crashed. Start Taleport again');
    const acknowledged = [...said.stdout.matchAll(/^acknowledged (\d+)$/gm)].length;
    expect(acknowledged).toBeGreaterThan(0);
    expect(acknowledged).toBeLessThan(200);

    const { db, close } = await openPglite(folder);
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from kept
    `.execute(db);
    await close();
    expect(rows[0]?.count).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('the lock of a data folder', () => {
  it('keeps a second process out, and the first one works on', async () => {
    const database = await openPglite(folder);
    const { process: second } = addRows();
    let said = '';
    second.stderr.on('data', (text) => {
      said += text;
    });
    const [code] = await once(second, 'exit');
    expect(code).not.toBe(0);
    expect(said).toContain('is in use by another Taleport process');
    const { rows } = await sql`select 1 as one`.execute(database.db);
    expect(rows).toEqual([{ one: 1 }]);
    await database.close();
  });

  it('is free again after the process was killed', async () => {
    const { process: child, lines } = addRows();
    await lines[Symbol.asyncIterator]().next();
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    lockFolder(folder).release();
  });

  it('is free again after the database was closed', async () => {
    await (await openPglite(folder)).close();
    lockFolder(folder).release();
  });
});

it('the version of PGlite is pinned, since its inside is relied on', async () => {
  const manifest = await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8');
  expect(JSON.parse(manifest).dependencies['@electric-sql/pglite']).toMatch(/^\d+\.\d+\.\d+$/);
});

function addRows() {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { process: child, lines: createInterface({ input: child.stdout }) };
}
