import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ZipArchive } from 'archiver';
import { makeZip } from 'client-zip';
import { zipSync } from 'fflate';
import yazl from 'yazl';
import ZipStream from 'zip-stream';

export interface NamedFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** How others write a ZIP of stored files, each as its documentation says. */
export const peers: Readonly<
  Record<string, (files: readonly NamedFile[], out: string) => Promise<void>>
> = {
  async archiver(files, out) {
    const archive = new ZipArchive({ store: true });
    for (const { name, path } of files) archive.file(path, { name });
    await Promise.all([archive.finalize(), pipeline(archive, createWriteStream(out))]);
  },

  async yazl(files, out) {
    const archive = new yazl.ZipFile();
    for (const { name, path } of files) archive.addFile(path, name, { compress: false });
    archive.end();
    await pipeline(archive.outputStream, createWriteStream(out));
  },

  async 'zip-stream'(files, out) {
    const archive = new ZipStream({ store: true });
    const written = pipeline(archive, createWriteStream(out));
    for (const { name, path } of files) {
      await new Promise<void>((resolve, reject) =>
        archive.entry(createReadStream(path), { name }, (error) =>
          error ? reject(error) : resolve(),
        ),
      );
    }
    archive.finish();
    await written;
  },

  async 'client-zip'(files, out) {
    const inputs = files.map(({ name, path, sizeBytes }) => ({
      name,
      size: sizeBytes,
      input: createReadStream(path),
    }));
    const body = makeZip(lazily(inputs)) as ReadableStream<Uint8Array>;
    await pipeline(Readable.fromWeb(body), createWriteStream(out));
  },

  /** The simple way: everything in memory, deflated a little. */
  async buffered(files, out) {
    const contents: Record<string, Uint8Array> = {};
    for (const { name, path } of files) contents[name] = await readFile(path);
    await writeFile(out, zipSync(contents, { level: 1 }));
  },
};

async function* lazily<Input>(inputs: readonly Input[]): AsyncGenerator<Input> {
  yield* inputs;
}
