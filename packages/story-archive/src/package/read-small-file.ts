import { isUtf8 } from 'node:buffer';
import type { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import { receivedBytes } from '../zip/received-bytes.ts';
import { PackageError } from './package-error.ts';
import { maxInlineBytes } from './package-limits.ts';

/** The whole content of an entry of bounded size. */
export async function readSmallFile(source: ReadAhead, entry: ReceivedEntry): Promise<Buffer> {
  if (entry.sizeBytes > maxInlineBytes) {
    throw new PackageError({
      rule: 'entry-too-large',
      message: `${entry.name} has ${entry.sizeBytes} bytes; at most ${maxInlineBytes} are read.`,
      entry: entry.name,
    });
  }
  return Buffer.concat(await Array.fromAsync(receivedBytes(source, entry)));
}

/** Throws a PackageError (`entry-not-utf-8`). */
export function utf8Text(bytes: Buffer, { name }: Pick<ReceivedEntry, 'name'>): string {
  if (isUtf8(bytes)) return bytes.toString();
  throw new PackageError({
    rule: 'entry-not-utf-8',
    message: `${name} is not text in UTF-8.`,
    entry: name,
  });
}
