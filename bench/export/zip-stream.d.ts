/** What the benchmark uses of a library that brings no types. */
declare module 'zip-stream' {
  import type { Readable } from 'node:stream';

  class ZipStream extends Readable {
    constructor(options: { store: boolean });
    entry(source: Readable, data: { name: string }, done: (error?: Error) => void): void;
    finish(): void;
  }

  export = ZipStream;
}
