import { hkdfSync, randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, moveIntoPlace } from '../infrastructure/durable-files.ts';

const minSecretLength = 32;

/** A file that should hold a secret and holds none: whoever signs with it lets everyone in. */
export class SecretError extends Error {
  constructor(path: string) {
    super(`The file ${path} does not hold a secret. Remove it, and everyone has to sign in again.`);
    this.name = 'SecretError';
  }
}

/**
 * The secret of a data folder: made at the first start, readable by its owner only, and kept. It is there whole or not at
 * all. Throws SecretError for a file that was cut short. The caller holds the lock of the folder.
 */
export async function folderSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret');
  const kept = await readFile(path, 'utf8').catch(missing);
  if (kept === undefined) return makeSecret(dataDir, path);
  if (kept.length < minSecretLength) throw new SecretError(path);
  return kept;
}

/** A key of its own for each use (RFC 5869), so that what is signed for one is worth nothing for another. */
export function deriveKey(secret: string, use: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `taleport ${use}`, 32)).toString('base64url');
}

async function makeSecret(dataDir: string, path: string): Promise<string> {
  await makeFolder(dataDir);
  const secret = randomBytes(32).toString('base64url');
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(secret);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveIntoPlace(`${path}.new`, path);
  return secret;
}

function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
