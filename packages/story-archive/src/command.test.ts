import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lampMedia } from '../test/lamp-story.ts';
import { archiveOf, packageBytes, packageContents, packageSample } from '../test/story-packages.ts';
import { runCommand } from './command.ts';

const command = join(import.meta.dirname, '../bin/taleport-archive.js');

/** What the command says in the folder with the files. */
async function taleportArchive(args: string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await runCommand(args, {
    out: (line) => stdout.push(`${line}\n`),
    error: (line) => stderr.push(`${line}\n`),
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** The same as a process of its own. */
async function runProgram(args: string[], node = process.execPath) {
  const options = { cwd: folder };
  const run = promisify(execFile)(node, [command, ...args], options);
  const { code = 0, stdout, stderr } = await run.catch((failure) => failure);
  return { code, stdout, stderr };
}

const before = process.cwd();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-command-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  return rm(folder, { recursive: true });
});

async function save(name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, name), bytes);
}

describe('taleport-archive verify', () => {
  it('ends with 0 for a good package', async () => {
    const bytes = packageBytes(packageSample());
    await save('good.zip', bytes);
    const good = {
      code: 0,
      stdout: `good.zip: good (12 entries, ${bytes.length} bytes)\n`,
      stderr: '',
    };
    expect(await taleportArchive(['verify', 'good.zip'])).toEqual(good);
    expect(await runProgram(['verify', 'good.zip'])).toEqual(good);
  });

  it('tells what a good package says is missing', async () => {
    const library = Object.values(lampMedia).map((each) =>
      each === lampMedia.street ? { ...each, trouble: 'missing' as const } : each,
    );
    await save('incomplete.zip', packageBytes(packageSample({ library })));
    expect(await taleportArchive(['verify', 'incomplete.zip'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 media files are listed as missing'),
    });
  });

  it('ends with 1 for a package that is not good, with the rule and the entry', async () => {
    const contents = packageContents(packageSample());
    await save('bad.zip', archiveOf(new Map([...contents, ['index.html', Buffer.from('hello')]])));
    const { code, stdout, stderr } = await runProgram(['verify', 'bad.zip']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^bad\.zip: refused by the rule checksum-list-differs \[manifest-sha256\.txt\]: .+\n$/,
    );
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a file that is no archive', Buffer.from('GIF89a and so on, for more than a few bytes')],
    ['a ZIP file that is no story package', archiveOf([['hello.txt', Buffer.from('hello')]])],
    ['a package that ends too early', packageBytes(packageSample()).subarray(0, -1)],
  ])('ends with 1 for %s', async (_, bytes) => {
    await save('other.zip', bytes);
    const { code, stdout, stderr } = await taleportArchive(['verify', 'other.zip']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^other\.zip: refused by the rule [a-z0-9-]+( \[.+\])?: .+\.\n$/);
  });

  it('ends with 1 for a file that is not there, and for a folder', async () => {
    expect(await taleportArchive(['verify', 'nowhere.zip'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'nowhere.zip: cannot be read: there is no such file\n',
    });
    expect(await taleportArchive(['verify', '.'])).toEqual({
      code: 1,
      stdout: '',
      stderr: '.: cannot be read: it is a folder\n',
    });
  });

  it('lets no name in a hostile archive speak to the terminal', async () => {
    const archive = archiveOf([['hello.txt', Buffer.from('hello')]]).toString('latin1');
    await save(
      'hostile.zip',
      Buffer.from(archive.replaceAll('hello.txt', '\x1b[2J\r.txt'), 'latin1'),
    );
    const { code, stderr } = await taleportArchive(['verify', 'hostile.zip']);
    expect(code).toBe(1);
    expect(stderr).toContain('[\\u001b[2J\\u000d.txt]');
    expect(stderr.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it.each([
    [[]],
    [['verify']],
    [['check', 'good.zip']],
    [['verify', 'good.zip', 'good.zip']],
    [['--help']],
  ])('ends with 2 and the usage for %j', async (args) => {
    expect(await taleportArchive(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Usage: taleport-archive inspect|verify FILE\n',
    });
  });
});

describe('taleport-archive inspect', () => {
  async function inspect(bytes: Uint8Array) {
    await save('any.zip', bytes);
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line.replaceAll(folder, ''));
    const code = await runCommand(['inspect', join(folder, 'any.zip')], { out: say, error: say });
    return { code, lines };
  }

  it('lists the entries of any archive that it reads', async () => {
    const contents = [['hello.txt', 'hello'] as const, ['a/b.txt', 'x'.repeat(20)] as const];
    const bytes = archiveOf(contents.map(([name, text]) => [name, Buffer.from(text)]));
    expect(await inspect(bytes)).toEqual({
      code: 0,
      lines: [' 5   5  hello.txt', '20  20  a/b.txt', '/any.zip: read (2 entries)'],
    });
  });

  it('refuses others by the rule, and lists nothing of them', async () => {
    const bytes = archiveOf([['hello.txt', Buffer.from('hello')]]);
    bytes.writeUInt8(0, bytes.indexOf('hello', 39));
    expect(await inspect(bytes)).toEqual({
      code: 1,
      lines: [
        '/any.zip: refused by the rule crc32-differs [hello.txt]: The content of "hello.txt" is damaged: its CRC-32 is not the one in its header.',
      ],
    });
  });
});

describe('taleport-archive on an older Node', () => {
  const old = '/usr/bin/node';

  it('says which one it needs', async () => {
    const version = existsSync(old) ? (await promisify(execFile)(old, ['--version'])).stdout : '';
    const major = Number(/^v(\d+)/.exec(version)?.[1]);
    if (!(major < 26)) {
      console.warn(`NOT CHECKED: this machine has no Node older than 26 as ${old}`);
      return;
    }
    const { code, stdout, stderr } = await runProgram(['verify', 'good.zip'], old);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `taleport-archive needs Node 26 or later, and this is ${version.trim()}. Run it with "npx taleport-archive", which brings its own.\n`,
    );
  });
});
