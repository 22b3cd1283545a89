import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BlobTrial } from './blob-conformance.ts';

/** What every adapter has to do with blobs that come in piece by piece. */
export function appendConformance({ blobs, uploadKey, get }: BlobTrial): void {
  const append = async (key: string, offset: number, content: AsyncIterable<Uint8Array>) => {
    const told: number[] = [];
    const onSafe = async (safeBytes: number) => void told.push(safeBytes);
    const appending = blobs().append({ key, offset, sizeBytes: 1_000_000, content, onSafe });
    return { told, error: await appending.catch((error: unknown) => error) };
  };

  it('grows from where it was, and tells how far it is safe', async () => {
    const key = uploadKey('grows');
    const bytes = randomBytes(300_000);
    const first = await append(key, 0, pieces(bytes.subarray(0, 100_000)));
    expect(first.told.at(-1)).toBe(100_000);
    expect(await blobs().appended(key, 100_000)).toBe(100_000);
    expect((await get(key)).equals(bytes.subarray(0, 100_000))).toBe(true);
    const second = await append(key, 100_000, pieces(bytes.subarray(100_000)));
    expect(second.told.at(-1)).toBe(300_000);
    expect((await get(key)).equals(bytes)).toBe(true);
    expect(await blobs().stat(key)).toMatchObject({ sizeBytes: 300_000 });
    expect((await Array.fromAsync(blobs().list('uploads'))).map((blob) => blob.key)).toContain(key);
    await blobs().delete(key);
    expect(await blobs().stat(key)).toBeUndefined();
  });

  it('of which nothing is there has no bytes, and is missing where some were acknowledged', async () => {
    const key = uploadKey('nothing');
    expect(await blobs().appended(key, 0)).toBe(0);
    await expect(blobs().appended(key, 1)).rejects.toMatchObject({ trouble: 'missing' });
    const { error } = await append(key, 10, pieces(randomBytes(10)));
    expect(error).toMatchObject({ name: 'BlobStoreError', trouble: 'missing' });
    await append(key, 0, pieces(randomBytes(10)));
    await expect(blobs().appended(key, 11)).rejects.toMatchObject({ trouble: 'damaged' });
    expect((await append(key, 11, pieces(randomBytes(10)))).error).toMatchObject({
      trouble: 'damaged',
    });
    await blobs().delete(key);
  });

  it('is what was sent, wherever the line breaks', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (cuts) => {
        const key = uploadKey(randomUUID());
        const bytes = randomBytes(cuts.reduce((sum, cut) => sum + cut, 1));
        let offset = 0;
        for (const cut of cuts) {
          const { told, error } = await append(key, offset, brokenAfter(bytes, offset, cut));
          expect(error).toMatchObject({ message: 'the line broke' });
          expect(told.at(-1) ?? offset).toBe(offset + cut);
          offset += cut;
          expect(await blobs().appended(key, offset)).toBe(offset);
        }
        expect((await append(key, offset, pieces(bytes.subarray(offset)))).error).toBeUndefined();
        expect((await get(key)).equals(bytes)).toBe(true);
        await blobs().delete(key);
      }),
      { numRuns: 8 },
    );
  });

  it('is appended to by one at a time', async () => {
    const key = uploadKey('two');
    const bytes = randomBytes(50_000);
    const taken = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    const slow = async function* () {
      yield* pieces(bytes);
      taken.resolve();
      await rest.promise;
    };
    const first = append(key, 0, slow());
    await taken.promise;
    const rival = randomBytes(50_000);
    const second = await append(key, 0, pieces(rival));
    rest.resolve();
    const outcomes = [await first, second];
    const winner = outcomes.findIndex(({ error }) => error === undefined);
    expect(outcomes[1 - winner]?.error).toMatchObject({ name: 'BlobOvertakenError' });
    expect((await get(key)).equals(winner === 0 ? bytes : rival)).toBe(true);
    await blobs().delete(key);
  });

  it('stops when nobody can take note of it', async () => {
    const key = uploadKey('unnoted');
    const onSafe = async () => {
      throw new Error('nobody is there');
    };
    const content = pieces(randomBytes(1_000));
    await expect(
      blobs().append({ key, offset: 0, sizeBytes: 1_000, content, onSafe }),
    ).rejects.toThrow('nobody is there');
    await blobs().delete(key);
  });
}

async function* brokenAfter(bytes: Buffer, offset: number, sizeBytes: number) {
  yield* pieces(bytes.subarray(offset, offset + sizeBytes));
  throw new Error('the line broke');
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 30_000) yield bytes.subarray(at, at + 30_000);
}
