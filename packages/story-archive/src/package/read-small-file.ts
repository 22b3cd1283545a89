import { isUtf8 } from 'node:buffer';
import type { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import { receivedBytes } from '../zip/received-bytes.ts';
import { PackageError } from './package-error.ts';
import { maxInlineBytes } from './package-limits.ts';

/** The whole content of an entry of bounded size. Throws a PackageError (`entry-too-large`) before it is read. */
export async function readSmallFile(source: ReadAhead, entry: ReceivedEntry): Promise<Buffer> {
  checkInlineSize(entry);
  return Buffer.concat(await Array.fromAsync(receivedBytes(source, entry)));
}

/** Throws a PackageError (`entry-too-large`) for what is none of the texts of a package. */
export function checkInlineSize({ name, sizeBytes }: ReceivedEntry): void {
  if (sizeBytes <= maxInlineBytes) return;
  throw new PackageError({
    rule: 'entry-too-large',
    message: `${name} has ${sizeBytes} bytes; at most ${maxInlineBytes} are read.`,
    entry: name,
  });
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
