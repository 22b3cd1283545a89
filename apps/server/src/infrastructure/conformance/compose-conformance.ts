import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type ArchivePlan, inlineEntry, planArchive } from '@taleport/story-archive';
import { expect, it } from 'vitest';
import type { Compose } from '../blob-store.ts';
import type { BlobTrial } from './blob-conformance.ts';

export interface Source {
  readonly key: string;
  readonly bytes: Buffer;
}

/** What `compose` of every blob store has to do: the plan's bytes, whole or not at all, resumed and verified. */
export function composeConformance(trial: BlobTrial): void {
  const { blobs, packageKey, unitBytes: unit, put, get } = trial;

  it('gives the bytes of the plan, and true progress up to the end', async () => {
    const sources = await putSources(trial, [1, Math.floor(0.7 * unit), 3 * unit, 40 * unit]);
    const plan = planOf(sources);
    const told: { bytes: number; blobs: number }[] = [];
    let kept = 0;
    const composed = await blobs().compose({
      ...request(packageKey('package.zip'), plan),
      onProgress: (placed) => told.push(placed),
      beforeKept: async ({ bytes }) => {
        expect(bytes).toBeGreaterThan(told.at(-1)?.bytes ?? 0);
        kept = bytes;
      },
    });
    expect(kept).toBe(plan.sizeBytes);
    expect(composed).toEqual({ writtenBytes: plan.sizeBytes, resumedBytes: 0 });
    expect((await get(packageKey('package.zip'))).equals(bytesOf(plan, sources))).toBe(true);
    expect(told.at(0)).toEqual({ bytes: 0, blobs: 0 });
    expect(told.at(-1)).toEqual({ bytes: plan.sizeBytes, blobs: 4 });
    expect(told.length).toBeGreaterThan(2);
    const isMonotone = told.every(
      (each, at) => at === 0 || each.bytes >= (told[at - 1]?.bytes ?? 0),
    );
    expect(isMonotone).toBe(true);
  });

  it('shows nothing before it is done, and goes on where it was stopped', async () => {
    const sources = await putSources(trial, [30 * unit, 30 * unit, 30 * unit, 30 * unit]);
    const plan = planOf(sources);
    const stopped = new Error('stopped');
    const stop = new AbortController();
    let toldBytes = 0;
    const first = blobs().compose({
      ...request(packageKey('resumed.zip'), plan),
      signal: stop.signal,
      onProgress({ bytes }) {
        toldBytes = bytes;
        if (bytes > 0) stop.abort(stopped);
      },
    });
    await expect(first).rejects.toBe(stopped);
    expect(await blobs().stat(packageKey('resumed.zip'))).toBeUndefined();

    const { writtenBytes, resumedBytes } = await blobs().compose(
      request(packageKey('resumed.zip'), plan),
    );
    // Only what was on its way is done again.
    expect(resumedBytes).toBeGreaterThanOrEqual(toldBytes);
    expect(toldBytes).toBeGreaterThan(0);
    expect(writtenBytes + resumedBytes).toBe(plan.sizeBytes);
    expect((await get(packageKey('resumed.zip'))).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('begins anew for another plan', async () => {
    const sources = await putSources(trial, [40 * unit]);
    const stop = new AbortController();
    const other = planOf(sources, 'another text');
    const first = blobs().compose({
      ...request(packageKey('changed.zip'), other),
      signal: stop.signal,
      onProgress: ({ bytes }) => bytes > 0 && stop.abort(new Error('stopped')),
    });
    await expect(first).rejects.toThrow('stopped');
    const plan = planOf(sources);
    const composed = await blobs().compose(request(packageKey('changed.zip'), plan));
    expect(composed.resumedBytes).toBe(0);
    expect((await get(packageKey('changed.zip'))).equals(bytesOf(plan, sources))).toBe(true);
  });

  it.each([
    ['a flipped bit', (bytes: Buffer) => flipped(bytes), 'damaged'],
    ['its end cut off', (bytes: Buffer) => bytes.subarray(0, -1), 'damaged'],
    ['a byte too many', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]), 'damaged'],
  ])('refuses a blob with %s, and keeps nothing of it', async (_, change, trouble) => {
    const [source, other] = await putSources(trial, [2 * unit, unit]);
    if (!source || !other) throw new Error('No sources');
    const plan = planOf([source, other]);
    await put('source-0', change(source.bytes));
    await expect(blobs().compose(request(packageKey('bad.zip'), plan))).rejects.toMatchObject({
      name: 'BlobStoreError',
      trouble,
      key: source.key,
    });
    expect(await blobs().stat(packageKey('bad.zip'))).toBeUndefined();

    await put('source-0', source.bytes);
    const composed = await blobs().compose(request(packageKey('bad.zip'), plan));
    expect(composed.resumedBytes).toBe(0);
    expect((await get(packageKey('bad.zip'))).equals(bytesOf(plan, [source, other]))).toBe(true);
  });

  it('refuses a blob that is missing', async () => {
    const [source] = await putSources(trial, [unit]);
    if (!source) throw new Error('No source');
    await blobs().delete(source.key);
    const compose = blobs().compose(request(packageKey('missing.zip'), planOf([source])));
    await expect(compose).rejects.toMatchObject({ trouble: 'missing', key: source.key });
    expect(await blobs().stat(packageKey('missing.zip'))).toBeUndefined();
    // Takes away what the attempt has left.
    await blobs().delete(packageKey('missing.zip'));
  });

  it('of two attempts at once gives both the same package', async () => {
    const sources = await putSources(trial, [20 * unit, 5 * unit]);
    const plan = planOf(sources);
    const compose = () => blobs().compose(request(packageKey('twins.zip'), plan));
    const twins = await Promise.all([compose(), compose()]);
    expect(twins).toHaveLength(2);
    expect((await get(packageKey('twins.zip'))).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('again what is there already gives the same', async () => {
    const sources = await putSources(trial, [unit]);
    const plan = planOf(sources);
    await blobs().compose(request(packageKey('again.zip'), plan));
    await blobs().compose(request(packageKey('again.zip'), plan));
    expect((await get(packageKey('again.zip'))).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('of a plan without blobs gives its text', async () => {
    const plan = planOf([]);
    await blobs().compose(request(packageKey('text.zip'), plan));
    expect((await get(packageKey('text.zip'))).equals(bytesOf(plan, []))).toBe(true);
  });
}

export async function putSources(
  { put }: Pick<BlobTrial, 'put'>,
  sizes: readonly number[],
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const [index, size] of sizes.entries()) {
    const bytes = randomBytes(size);
    sources.push({ key: await put(`source-${index}`, bytes), bytes });
  }
  return sources;
}

export function planOf(sources: readonly Source[], text = 'a text'): ArchivePlan {
  const media = sources.map(({ key, bytes }, index) => ({
    name: `media/${index}.bin`,
    sizeBytes: bytes.length,
    crc32: crc32(bytes),
    content: { key, sha256: createHash('sha256').update(bytes).digest('hex') },
  }));
  return planArchive([inlineEntry('text.txt', Buffer.from(text)), ...media]);
}

/** What the plan says, put together in another way. */
export function bytesOf(plan: ArchivePlan, sources: readonly Source[]): Buffer {
  const bytes = new Map(sources.map((source) => [source.key, source.bytes]));
  return Buffer.concat(
    plan.segments.map((segment) =>
      segment.kind === 'inline' ? segment.bytes : (bytes.get(segment.key) ?? Buffer.alloc(0)),
    ),
  );
}

export function request(key: string, plan: ArchivePlan): Compose {
  return { key, plan, signal: new AbortController().signal, onProgress: () => undefined };
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy.writeUInt8(copy.readUInt8(middle) ^ 1, middle);
  return copy;
}
