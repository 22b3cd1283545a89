import { describe, expect, it } from 'vitest';
import { bundleReader } from './build.ts';

describe('the bundle of the reader', () => {
  it('is under 40 kB, needs nothing else, and can stand in a page', async () => {
    const script = await bundleReader();
    expect(Buffer.byteLength(script)).toBeLessThan(40_000);
    expect(script).not.toMatch(/<\/script/i);
    expect(script).not.toMatch(/\bimport\s*[({"']|\bfrom\s*["']/);
    expect(script).toContain('story-reader');
  });
});
