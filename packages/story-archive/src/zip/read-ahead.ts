import type { RandomAccessSource } from './random-access-source.ts';

interface Window {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Bytes that are asked for together. A store that is far away is asked some hundred times for a gigabyte. */
const defaultWindowBytes = 4 * 1024 * 1024;

/**
 * A source for reading forward: it asks another one for few large ranges, and for the next of them while the last one is
 * being used. It holds two of them at a time.
 */
export class ReadAhead implements RandomAccessSource {
  readonly sizeBytes: number;
  readonly #source: RandomAccessSource;
  readonly #endOffset: number;
  readonly #windowBytes: number;
  #window: Window = { offset: 0, bytes: new Uint8Array() };
  #next: { readonly offset: number; readonly bytes: Promise<Uint8Array> } | undefined;

  constructor(
    source: RandomAccessSource,
    {
      endOffset = source.sizeBytes,
      windowBytes = defaultWindowBytes,
    }: { readonly endOffset?: number; readonly windowBytes?: number } = {},
  ) {
    this.sizeBytes = source.sizeBytes;
    this.#source = source;
    this.#endOffset = endOffset;
    this.#windowBytes = windowBytes;
  }

  /** Bytes in two ranges are put together; all others are a part of one, without a copy. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const first = await this.some(offset, length);
    if (first.length === length || first.length === 0) return first;
    const parts = [first];
    let filled = first.length;
    while (filled < length) {
      const part = await this.some(offset + filled, length - filled);
      if (part.length === 0) break;
      parts.push(part);
      filled += part.length;
    }
    return Buffer.concat(parts);
  }

  /** Resolves to at least one and at most `length` bytes at `offset`, and to none only where the source or `endOffset` is. */
  async some(offset: number, length: number): Promise<Uint8Array> {
    const within = offset - this.#window.offset;
    if (within < 0 || within >= this.#window.bytes.length) {
      this.#window = { offset, bytes: await this.#fetch(offset) };
      return this.#window.bytes.subarray(0, length);
    }
    return this.#window.bytes.subarray(within, within + length);
  }

  async #fetch(offset: number): Promise<Uint8Array> {
    const next = this.#next;
    this.#next = undefined;
    const isForward = next?.offset === offset;
    const bytes = await (isForward ? next.bytes : this.#start(offset));
    const nextOffset = offset + bytes.length;
    if (bytes.length > 0 && nextOffset < this.#endOffset) {
      this.#next = { offset: nextOffset, bytes: this.#start(nextOffset) };
      // Whoever reads on gets its error; a reader that has stopped does not wait for it.
      this.#next.bytes.catch(() => undefined);
    }
    return bytes;
  }

  #start(offset: number): Promise<Uint8Array> {
    const length = Math.min(this.#windowBytes, this.#endOffset - offset);
    return length > 0 ? this.#source.read(offset, length) : Promise.resolve(new Uint8Array());
  }
}
