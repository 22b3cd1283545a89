import { spawn } from 'node:child_process';
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type ArchivePlan, planArchive } from '@taleport/story-archive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canTrace, watching } from '../../../test/system-calls.ts';
import type { BlobStore } from '../blob-store.ts';
import { blobPaths } from './blob-paths.ts';
import { fileBlobs } from './file-blobs.ts';
import { addToLedger, placedBytes, readLedger } from './ledger.ts';
import { linkSigner } from './link-signer.ts';

const mib = 1024 * 1024;
const key = 'exports/package.zip';
const program = join(import.meta.dirname, '../../../test/compose-package.ts');

let folder: string;
let blobs: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-interrupted-'));
  blobs = await fileBlobs(join(folder, 'blobs'), linkSigner('a secret of the tests', '/blobs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a package whose process was killed', () => {
  it('in the middle is finished by the next attempt, which writes only the rest', async () => {
    const { plan, sha256 } = await storeMedia([64 * mib, 64 * mib, 64 * mib, 64 * mib]);
    const said = await run(process.execPath, program, folder, String(64 * mib));
    expect(said).toEqual({ safeBytes: expect.toSatisfy((bytes) => bytes >= 64 * mib), end: '' });
    expect(await blobs.stat(key)).toBeUndefined();

    const { writtenBytes, resumedBytes } = await compose(plan);
    expect(resumedBytes).toBeGreaterThanOrEqual(said.safeBytes);
    expect(resumedBytes).toBeLessThan(plan.sizeBytes);
    expect(writtenBytes + resumedBytes).toBe(plan.sizeBytes);
    expect(await composedSha256()).toBe(sha256);
    expect(await staged()).toEqual([]);
  });

  it.runIf(canTrace).each([
    ['before its commit', 'rename'],
    ['after its commit', 'unlink,unlinkat'],
  ])('%s is finished without a byte more', async (_, call) => {
    const { plan, sha256 } = await storeMedia([20 * mib, 700_000]);
    const said = await killedAt(call);
    expect(said).toEqual({ safeBytes: plan.sizeBytes, end: '' });

    const told: number[] = [];
    const composed = await compose(plan, (bytes) => told.push(bytes));
    expect(composed).toEqual({ writtenBytes: 0, resumedBytes: plan.sizeBytes });
    expect(told).toEqual([plan.sizeBytes]);
    expect(await composedSha256()).toBe(sha256);
    expect(await staged()).toEqual([]);
  });

  it.runIf(canTrace).each([
    ['before its commit', 'rename', ['partial']],
    ['after its commit', 'fsync', []],
  ])('%s is made anew where it is small: it has no ledger', async (_, call, left) => {
    const { plan, sha256 } = await storeMedia([3 * mib, 700_000]);
    expect((await killedAt(call)).end).toBe('');
    expect((await staged()).map((name) => name.split('.').at(-1))).toEqual(left);

    expect(await compose(plan)).toEqual({ writtenBytes: plan.sizeBytes, resumedBytes: 0 });
    expect(await composedSha256()).toBe(sha256);
    expect(await staged()).toEqual([]);
  });
});

describe('a package on a disk', () => {
  it.runIf(canTrace)(
    'that refuses a sync fails, and claims nothing of what may be lost',
    async () => {
      const { plan, sha256 } = await storeMedia([64 * mib, 32 * mib]);
      const trace = join(folder, 'trace');
      // Slow writes: on a slow disk all of them would be done before the second sync.
      const slow = ['-e', 'inject=pwrite64:delay_enter=3000'];
      const refuse = [...watching('fdatasync,pwrite64', trace), ...slow];
      // In one thread, the third sync is the third of the process.
      const inject = ['-e', 'inject=fdatasync:error=EIO:when=3+', '-E', 'UV_THREADPOOL_SIZE=1'];
      const said = await run('strace', ...refuse, ...inject, process.execPath, program, folder);
      expect(said).toMatchObject({ end: expect.stringContaining('failed Error: EIO') });
      expect((await readFile(trace, 'utf8')).match(/fdatasync\(/g)).toHaveLength(3);

      const { resumedBytes } = await compose(plan);
      expect(resumedBytes).toBe(said.safeBytes);
      expect(resumedBytes).toBeGreaterThan(0);
      expect(await composedSha256()).toBe(sha256);
    },
  );

  it('that takes no larger file fails as full, and so does an upload, which leaves nothing', async () => {
    const { plan } = await storeMedia([12 * mib, 12 * mib]);
    const limited = ['-c', 'ulimit -f 20480 && exec "$@"', 'sh', process.execPath];
    const said = await run('sh', ...limited, program, folder);
    expect(said.end).toBe(`failed BlobStoreError: The blob ${key} is full`);
    const upload = join(import.meta.dirname, '../../../test/store-and-compose.ts');
    const uploaded = await run('sh', ...limited, upload, folder);
    expect(uploaded.end).toContain('is full');
    expect((await staged()).filter((name) => name.endsWith('.upload'))).toEqual([]);
    await expect(compose(plan)).resolves.toMatchObject({ writtenBytes: plan.sizeBytes });
  });
});

it('a file of the right size under the key is not taken for the package', async () => {
  const { plan, sha256 } = await storeMedia([3 * mib, mib]);
  const paths = blobPaths(join(folder, 'blobs'));
  await mkdir(join(folder, 'blobs/objects/exports'));
  await writeFile(paths.object(key), Buffer.alloc(plan.sizeBytes));
  const ledger = await open(paths.partial(key, plan.hash).ledger, 'a');
  await addToLedger(ledger, new Map([[0, { bytes: 10, crc: 1 }]]));
  await ledger.close();
  expect(placedBytes(await readLedger(paths.partial(key, plan.hash).ledger))).toBe(10);

  expect(await compose(plan)).toEqual({ writtenBytes: plan.sizeBytes, resumedBytes: 0 });
  expect(await composedSha256()).toBe(sha256);
});

/** Stores media of these sizes, and says which package the processes make of them, with the hash of its bytes. */
async function storeMedia(sizes: readonly number[]) {
  const entries: Parameters<typeof planArchive>[0][number][] = [];
  const contents = new Map<string, Buffer>();
  for (const [index, sizeBytes] of sizes.entries()) {
    const bytes = randomBytes(sizeBytes);
    const content = { key: `media/${index}`, sha256: sha256Of(bytes).digest('hex') };
    await blobs.promote(await blobs.stage(whole(bytes)), content.key);
    contents.set(content.key, bytes);
    entries.push({ name: `${index}.bin`, sizeBytes, crc32: crc32(bytes), content });
  }
  await writeFile(join(folder, 'entries.json'), JSON.stringify(entries));
  const plan = planArchive(entries);
  const hash = createHash('sha256');
  for (const segment of plan.segments) {
    hash.update(segment.kind === 'inline' ? segment.bytes : (contents.get(segment.key) ?? ''));
  }
  return { plan, sha256: hash.digest('hex') };
}

/** Runs the program in a process of its own to its end, and returns what it said last. */
async function run(command: string, ...rest: readonly string[]) {
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said += text;
    });
  }
  await once(child, 'close');
  const safe = [...said.matchAll(/^safe (\d+)$/gm)].map(([, bytes]) => Number(bytes));
  return { safeBytes: safe.at(-1) ?? 0, end: said.replace(/^safe \d+\n/gm, '').trim() };
}

/** Lets the program be killed at its first such call to the system. */
function killedAt(call: string) {
  const kill = [...watching(call), '-e', `inject=${call}:signal=SIGKILL`];
  return run('strace', ...kill, process.execPath, program, folder);
}

function compose(plan: ArchivePlan, onBytes: (bytes: number) => void = () => undefined) {
  const signal = new AbortController().signal;
  return blobs.compose({ key, plan, signal, onProgress: ({ bytes }) => onBytes(bytes) });
}

async function composedSha256(): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of blobs.read(key)) hash.update(bytes);
  return hash.digest('hex');
}

function sha256Of(bytes: Uint8Array): Hash {
  return createHash('sha256').update(bytes);
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function staged(): Promise<string[]> {
  return readdir(join(folder, 'blobs/staging'));
}
