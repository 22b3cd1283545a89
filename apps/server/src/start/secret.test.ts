import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deriveKey, folderSecret } from './secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the secret of a data folder', () => {
  it('is made once, for its owner only', async () => {
    const secret = await folderSecret(folder);
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(await folderSecret(folder)).toBe(secret);
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe(secret);
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('is in a folder for its owner only, where it makes one', async () => {
    await folderSecret(join(folder, 'new/data'));
    expect((await stat(join(folder, 'new/data'))).mode & 0o777).toBe(0o700);
  });

  it.each(['', 'short'])('is refused when its file was cut short: %j', async (content) => {
    await writeFile(join(folder, 'secret'), content);
    await expect(folderSecret(folder)).rejects.toThrow(/does not hold a secret/);
  });

  it('is made anew where an earlier start did not get to its end', async () => {
    await writeFile(join(folder, 'secret.new'), 'half');
    expect((await folderSecret(folder)).length).toBeGreaterThanOrEqual(43);
  });

  it('gives each use a key of its own', () => {
    expect(deriveKey('a secret', 'links')).not.toBe(deriveKey('a secret', 'sessions'));
    expect(deriveKey('a secret', 'links')).toBe(deriveKey('a secret', 'links'));
  });
});
