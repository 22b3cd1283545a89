import { type FileHandle, open } from 'node:fs/promises';
import type { RandomAccessSource } from './random-access-source.ts';

export interface FileSource extends RandomAccessSource {
  close(): Promise<void>;
}

/**
 * Opens a file for reading at any place. The caller closes it. Errors are those of the file system.
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return {
      sizeBytes: size,
      read: (offset, length) => readRange(file, { offset, length }),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * A read from a file may give fewer bytes than asked for (POSIX read), so it is repeated until the
 * range or file ends.
 */
async function readRange(
  file: FileHandle,
  range: { offset: number; length: number },
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(range.length);
  let filled = 0;
  while (filled < range.length) {
    const { bytesRead } = await file.read(
      bytes,
      filled,
      range.length - filled,
      range.offset + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
