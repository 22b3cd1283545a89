import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import * as native from '@node-rs/crc32';
import { afterEach, expect, it, vi } from 'vitest';

const bytes = randomBytes(1_000_003);

afterEach(() => vi.resetModules());

it('sums up as Node does, in parts of any size, with the program for this machine', async () => {
  const { crc32 } = await import('./crc32.ts');
  expect(crc32).toBe(native.crc32);
  for (const cut of [0, 1, 7, 63, 64, 65_537, bytes.length]) {
    const before = crc32(bytes.subarray(0, cut), 0);
    expect(crc32(bytes.subarray(cut), before)).toBe(zlib.crc32(bytes));
  }
});

it('is that of Node where there is no program for the machine', async () => {
  vi.doMock('@node-rs/crc32', () => {
    throw new Error('Cannot find native binding');
  });
  const { crc32 } = await import('./crc32.ts');
  expect(crc32).toBe(zlib.crc32);
  vi.doUnmock('@node-rs/crc32');
});
