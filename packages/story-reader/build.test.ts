import { describe, expect, it } from 'vitest';
import { bookScript } from './book-script.ts';
import { bundleBook, bundleReader } from './build.ts';

describe.each([
  ['the reader', bundleReader],
  ['the book of a package', bundleBook],
])('the bundle of %s', (_, bundle) => {
  it('is under 40 kB, needs nothing else, and can stand in a page', async () => {
    const script = await bundle();
    expect(Buffer.byteLength(script)).toBeLessThan(40_000);
    expect(script).not.toMatch(/<\/script|<!--/i);
    expect(script).not.toMatch(/\bimport\s*[({"']|\bfrom\s*["']/);
    expect(script).toContain('story-reader');
  });
});

it('the book that packages get is built from the sources as they are: npm run build -w @taleport/story-reader', async () => {
  expect(bookScript).toBe(await bundleBook());
});
