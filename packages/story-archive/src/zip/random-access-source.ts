import { ArchiveFormatError } from './archive-format-error.ts';

/** Bytes that can be read at any place: a file, a blob, or a buffer. */
export interface RandomAccessSource {
  readonly sizeBytes: number;
  /** Resolves to the `length` bytes at `offset`, and to fewer only where the source ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * The `length` bytes at `offset`. Throws an `ArchiveFormatError` (`truncated`) if the source ends
 * before.
 */
export async function readExactly(
  source: RandomAccessSource,
  range: { readonly offset: number; readonly length: number },
): Promise<Buffer> {
  const bytes =
    range.length === 0 ? new Uint8Array() : await source.read(range.offset, range.length);
  if (bytes.length === range.length) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  throw new ArchiveFormatError({
    rule: 'truncated',
    message: `The archive ends at ${range.offset + bytes.length}, but ${range.length} bytes should be at ${range.offset}.`,
  });
}
