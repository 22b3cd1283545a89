import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import * as native from '@node-rs/crc32';
import { expect, it } from 'vitest';
import { crc32, fastest } from './crc32.ts';

it('sums up as Node does, in parts of any size, with the program for this machine', () => {
  expect(crc32).toBe(native.crc32);
  const bytes = randomBytes(1_000_003);
  for (const cut of [0, 1, 7, 63, 64, 65_537, bytes.length]) {
    const before = crc32(bytes.subarray(0, cut), 0);
    expect(crc32(bytes.subarray(cut), before)).toBe(zlib.crc32(bytes));
  }
});

it('is that of Node where there is no program for the machine', async () => {
  const sums = await fastest(() => Promise.reject(new Error('Cannot find native binding')));
  expect(sums.crc32).toBe(zlib.crc32);
});
