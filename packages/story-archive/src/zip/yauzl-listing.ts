import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  type LocalFileHeader,
  RandomAccessReader,
} from 'yauzl';
import { type RandomAccessSource, readExactly } from './random-access-source.ts';

/** An entry as yauzl sees it, which shares no code with our reader. */
export interface SeenEntry {
  readonly central: Entry;
  readonly local: LocalFileHeader;
  /** Only if asked for. */
  readonly content?: Buffer;
}

/** Everything that yauzl reads of an archive, in its strictest mode. */
export async function listWithYauzl(
  source: RandomAccessSource,
  { withContent = false }: { readonly withContent?: boolean } = {},
): Promise<readonly SeenEntry[]> {
  const options = { autoClose: false, strictFileNames: true, validateEntrySizes: true };
  const archive = await fromRandomAccessReaderPromise(
    new SourceReader(source),
    source.sizeBytes,
    options,
  );
  const seen: SeenEntry[] = [];
  for await (const central of archive.eachEntry()) {
    const local = await archive.readLocalFileHeaderPromise(central);
    const content = withContent && (await buffer(await archive.openReadStreamPromise(central)));
    seen.push({ central, local, ...(content && { content }) });
  }
  return seen;
}

class SourceReader extends RandomAccessReader {
  readonly #source: RandomAccessSource;

  constructor(source: RandomAccessSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const source = this.#source;
    return Readable.from(
      (async function* () {
        yield await readExactly(source, { offset: start, length: end - start });
      })(),
    );
  }

  /** The inherited method makes a stream for each header, which is slow for many entries. */
  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#source.read(position, length).then(
      (bytes) => {
        target.set(bytes, offset);
        done(null, bytes.length);
      },
      (error: Error) => done(error),
    );
  }
}
