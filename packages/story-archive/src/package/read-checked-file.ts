import { createHash } from 'node:crypto';
import type { RandomAccessSource } from '../zip/random-access-source.ts';
import { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import { receivedBytes } from '../zip/received-bytes.ts';
import { PackageError } from './package-error.ts';

interface CheckedFile {
  readonly entry: ReceivedEntry;
  readonly sha256: string;
  readonly signal?: AbortSignal;
}

/** The content of an entry. Throws at its end unless it has the SHA-256, and before that as `receivedBytes` does. */
export async function* readCheckedFile(
  source: RandomAccessSource,
  { entry, sha256, signal }: CheckedFile,
): AsyncGenerator<Uint8Array, void> {
  const hash = createHash('sha256');
  for await (const chunk of receivedBytes(new ReadAhead(source, entry), entry)) {
    signal?.throwIfAborted();
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw hashDiffers(entry.name);
}

export function hashDiffers(path: string): PackageError {
  return new PackageError({
    rule: 'sha256-differs',
    message: `${JSON.stringify(path)} is not the file that story.json speaks of: its SHA-256 is another.`,
    entry: path,
  });
}
