import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packagesWithoutProgram, strayPackages } from './image-content.ts';

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));

function locked(...names: readonly string[]) {
  return names.map((name) => ({
    name,
    version: String(lock.packages[`node_modules/${name}`].version),
  }));
}

it('keeps out what is of tests and builds, and what is optional', () => {
  const needed = locked('fastify', '@node-rs/crc32', '@node-rs/crc32-linux-x64-gnu');
  expect(strayPackages(needed, lock)).toEqual([]);
  const stray = locked('vitest', 'ioredis', '@esbuild/linux-x64', '@angular/core');
  const names = strayPackages([...needed, ...stray], lock);
  expect(names).toEqual(stray.map(({ name, version }) => `${name}@${version}`));
  expect(strayPackages(locked('@node-rs/crc32-linux-x64-gnu'), lock)).toHaveLength(1);
});

it('says what lacks its program for the machine', () => {
  const packages = locked('fastify', '@node-rs/crc32');
  expect(packagesWithoutProgram(packages, lock)).toEqual(['@node-rs/crc32']);
  const whole = [...packages, ...locked('@node-rs/crc32-linux-arm64-gnu')];
  expect(packagesWithoutProgram(whole, lock)).toEqual([]);
});
