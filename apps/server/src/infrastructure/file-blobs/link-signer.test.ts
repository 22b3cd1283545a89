import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { linkSigner } from './link-signer.ts';

const signer = linkSigner('a secret of the tests', '/blobs');
const key = 'exports/1/story.zip';
const link = { fileName: 'story.zip', mediaType: 'application/zip', lifeMs: 60_000 };

afterEach(() => vi.useRealTimers());

describe('a link', () => {
  it('says what was signed', () => {
    expect(signer.open(key, queryOf(signer.sign(key, link)))).toEqual({
      key,
      fileName: 'story.zip',
      mediaType: 'application/zip',
    });
  });

  it('ends', () => {
    const query = queryOf(signer.sign(key, link));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 59_000 });
    expect(signer.open(key, query)).toBeDefined();
    vi.setSystemTime(Date.now() + 2_001);
    expect(signer.open(key, query)).toBeUndefined();
  });

  it('is worth nothing for another key, with any part changed, or to another secret', () => {
    const query = queryOf(signer.sign(key, link));
    const parts = fc.constantFrom('name', 'type', 'ends', 'signature');
    fc.assert(
      fc.property(parts, fc.string(), (part, value) => {
        fc.pre(query[part] !== value);
        expect(signer.open(key, { ...query, [part]: value })).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (other) => {
        fc.pre(other !== key);
        expect(signer.open(other, query)).toBeUndefined();
      }),
    );
    expect(linkSigner('another secret', '/blobs').open(key, query)).toBeUndefined();
  });

  it('cannot be taken apart and put together in another way', () => {
    const query = queryOf(signer.sign(key, { ...link, fileName: 'a\nb', mediaType: 'c' }));
    expect(signer.open(key, { ...query, name: 'a', type: 'b\nc' })).toBeUndefined();
  });
});

function queryOf(address: string): Record<string, string> {
  return Object.fromEntries(new URL(address, 'http://localhost').searchParams);
}
