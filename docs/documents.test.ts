import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transitions } from '../apps/server/src/jobs/transitions.ts';
import { settingsSchema } from '../apps/server/src/start/config.ts';
import { copyNewDatabase } from '../apps/server/test/database-template.ts';
import { type DemoServer, startDemoServer } from '../scripts/demo/demo-server.ts';

const root = join(import.meta.dirname, '..');
const made = ['the-lamp.zip', 'a-small-lamp.zip', 'taleport-backup.tar'].map((name) =>
  join(root, name),
);

let scratch: string;
let server: DemoServer;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'taleport-documents-'));
  await copyNewDatabase(join(scratch, 'data'));
  server = await startDemoServer(join(scratch, 'data'));
});
afterAll(async () => {
  await server.stop();
  await Promise.all([scratch, ...made].map((path) => rm(path, { recursive: true, force: true })));
});

/** Installing and testing is for whoever tries a fresh clone. */
const notHere = /^npm ci && npm (start|test)$/m;

const operations = () => readFile(join(root, 'docs/operations.md'), 'utf8');

/** Blocks of commands with this info string; another one than `sh` says what they need that is not here. */
function blocksOf(text: string, info: string): string[] {
  const blocks = text.matchAll(new RegExp(`^\`\`\`${info}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return [...blocks].map(([, block = '']) => block);
}

describe('the commands of a document work as they stand', { timeout: 120_000 }, () => {
  it.each(['README.md', 'docs/api.md'])('%s', async (document) => {
    const text = await readFile(join(root, document), 'utf8');
    const script = blocksOf(text, 'sh')
      .filter((block) => !notHere.test(block))
      .join('\n');
    expect(script).toContain('taleport-archive verify');
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: root,
      env: { ...process.env, TALEPORT: server.url },
      timeout: 100_000,
    });
    expect(stdout).toContain('.zip: good');
  });
});

describe('docs/operations.md', { timeout: 120_000 }, () => {
  it('makes an admin, a link for a new password, and a backup that has the admin', async () => {
    const dataDir = join(scratch, 'stopped');
    await mkdir(dataDir);
    await copyNewDatabase(dataDir);
    const script = blocksOf(await operations(), 'sh').join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: root,
      env: { ...process.env, DATA_DIR: dataDir },
      timeout: 100_000,
    });
    expect(stdout).toMatch(
      /^you@example.org is an admin. The password is .*\nWith this link .*\nhttp:.*#.*\n.* is an admin now,/,
    );
  });

  it('has commands for other machines that a shell understands', async () => {
    const text = await operations();
    const blocks = ['docker', 'azd', 'azure'].flatMap((need) => blocksOf(text, `sh needs-${need}`));
    expect(blocks).toHaveLength([...text.matchAll(/^```sh needs-/gm)].length);
    await promisify(execFile)('bash', ['-n', '-c', blocks.join('\n')]);
  });

  it('has every setting, with its default', async () => {
    const text = await operations();
    const documented = [...text.matchAll(/^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|/gm)];
    const written = Object.fromEntries(documented.map(([, name, value = '']) => [name, value]));
    const defaults = Object.entries(settingsSchema.shape).map(([name, setting]) => [
      name,
      String(setting.safeParse(undefined).data ?? ''),
    ]);
    expect(written).toEqual(Object.fromEntries(defaults));
  });
});

describe('docs/job-lifecycle.md', () => {
  it('draws and lists every transition of the code, and no other', async () => {
    const text = await readFile(join(root, 'docs/job-lifecycle.md'), 'utf8');
    const drawn = [...text.matchAll(/^ {2}(\w+) --> (\w+): (\w+)$/gm)].map(
      ([, from, to, event]) => `${event}: ${from} to ${to}`,
    );
    const coded = Object.entries(transitions).flatMap(([event, { from, to }]) =>
      from.map((status) => `${event}: ${status} to ${to}`),
    );
    expect(drawn.toSorted()).toEqual(coded.toSorted());
    const [, table = ''] = /^\| event \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(text) ?? [];
    const listed = [...table.matchAll(/^\| (\w+) \|/gm)].map(([, event]) => event);
    expect(listed).toEqual(Object.keys(transitions));
  });
});
