import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { ArchiveFormatError } from './archive-format-error.ts';
import type { ReceivedEntry } from './received-archive.ts';

/**
 * The chunks that deflated ones hold (RFC 1951). Throws an `ArchiveFormatError` (`deflate-malformed`) for data that is not
 * deflated, is cut off, or has bytes behind its end, where tools could see something else.
 */
export async function* inflated(
  deflated: AsyncIterable<Uint8Array>,
  entry: ReceivedEntry,
): AsyncGenerator<Uint8Array, void> {
  const input = Readable.from(deflated, { objectMode: false });
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  // What the archive cannot give is no fault of the data.
  let sourceError: Error | undefined;
  input.once('error', (error) => {
    sourceError = error;
    inflate.destroy(error);
  });
  try {
    yield* input.pipe(inflate) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (sourceError) throw sourceError;
    throw malformed(entry, error);
  } finally {
    input.destroy();
    inflate.destroy();
  }
  if (inflate.bytesWritten !== entry.compressedSizeBytes) throw malformed(entry);
}

function malformed({ name }: ReceivedEntry, cause?: unknown): ArchiveFormatError {
  const reason = cause === undefined ? 'go on behind their end' : 'are not deflated, or cut off';
  const message = `The compressed data of ${JSON.stringify(name)} ${reason}.`;
  return new ArchiveFormatError({ rule: 'deflate-malformed', message, entry: name });
}
