import { crc32 } from 'node:zlib';
import type { BlobSegment } from '@taleport/story-archive';
import { BlobStoreError } from '../blob-store.ts';
import type { CopiedBlock, GatheredBlock } from './block-layout.ts';
import { gatherBlock } from './gather-block.ts';
import { knownBlob } from './known-blob.ts';
import type { PlacedBlocks } from './placed-blocks.ts';
import { BlobChangedError, readInto } from './read-blob.ts';
import type { BlobAccess } from './upload-blob.ts';
import {
  type BlockTarget,
  CopyRefusedError,
  type CopySource,
  copyBlock,
  putBlock,
} from './write-blocks.ts';

/** Requests that wait for the service, and cost this process nothing. */
const copiesAtOnce = 8;
/** Each holds a block in memory. */
const gathersAtOnce = 2;
/** An upload of the same content replaces a blob, and changes its entity tag. */
const maxChanges = 3;

export interface Placing extends BlobAccess {
  readonly target: BlockTarget & { readonly signal: AbortSignal };
  readonly placed: PlacedBlocks;
  /** Where a block already is that may be one of this package, by its name. */
  readonly found: ReadonlyMap<string, number>;
}

/**
 * Places all blocks that are not in the store yet. After an error no more are begun, and those that were have ended when it is
 * thrown: whoever removes the blocks then removes all. A signal ends them at once, but not what the service is copying already.
 */
export async function placeBlocks(placing: Placing): Promise<void> {
  const { placed, target } = placing;
  const failure = new AbortController();
  const stop = AbortSignal.any([target.signal, failure.signal]);
  const placer = new BlockPlacer(placing);
  const missing = placed.blocks.filter((block) => !placed.isPlaced(block));
  const copied = missing.filter((block) => block.kind === 'copied').values();
  const gathered = missing.filter((block) => block.kind === 'gathered').values();
  const copy = (block: CopiedBlock) => placer.copy(block);
  const gather = (block: GatheredBlock) => placer.gather(block);
  const workers = [
    ...Array.from({ length: copiesAtOnce }, () => placeAll(copied, copy, stop)),
    ...Array.from({ length: gathersAtOnce }, () => placeAll(gathered, gather, stop)),
  ];
  await Promise.all(
    workers.map((worker) => worker.catch((error: unknown) => failure.abort(error))),
  );
  stop.throwIfAborted();
}

async function placeAll<T>(
  blocks: Iterable<T>,
  place: (block: T) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  for (const block of blocks) {
    stop.throwIfAborted();
    await place(block);
  }
}

class BlockPlacer {
  readonly #placing: Placing;
  readonly #known = new Map<string, Promise<CopySource>>();
  readonly #passed = new Map<number, Promise<void>>();
  #passing: Promise<void> = Promise.resolve();
  #isRefused = false;

  constructor(placing: Placing) {
    this.#placing = placing;
  }

  /** Has the service copy the block, or passes its whole blob through this process where the service refuses. */
  async copy(block: CopiedBlock): Promise<void> {
    if (!this.#isRefused) {
      try {
        return await this.#withKnownBlob(block.segment, (source) => this.#copyFrom(source, block));
      } catch (error) {
        if (!(error instanceof CopyRefusedError)) throw error;
        this.#isRefused = true;
      }
    }
    await this.#passOnce(block.segment);
  }

  async gather(block: GatheredBlock): Promise<void> {
    const { service, target, placed } = this.#placing;
    const bytes = await gatherBlock(service, block, target.signal);
    const id = placed.idOf(block);
    await placed.starting(block);
    await putBlock(target, id, bytes);
    placed.placed(block, id);
  }

  async #copyFrom(source: CopySource, block: CopiedBlock): Promise<void> {
    const { placed } = this.#placing;
    const { start, sizeBytes } = block;
    const id = placed.idOf(block);
    await placed.starting(block);
    await copyBlock({ ...this.#placing, source, start, sizeBytes, id });
    placed.placed(block, id);
  }

  /** Looks at the blob again where it was replaced meanwhile. */
  async #withKnownBlob(
    segment: BlobSegment,
    use: (source: CopySource) => Promise<void>,
  ): Promise<void> {
    for (let changes = 0; ; ) {
      const known = this.#look(segment);
      try {
        return await use(await known);
      } catch (error) {
        changes += 1;
        if (!(error instanceof BlobChangedError) || changes === maxChanges) throw error;
        // Not where another one has looked again already.
        if (this.#known.get(segment.key) === known) this.#known.delete(segment.key);
      }
    }
  }

  #look(segment: BlobSegment): Promise<CopySource> {
    const { service, target } = this.#placing;
    const known = this.#known.get(segment.key) ?? knownBlob(service, segment, target.signal);
    this.#known.set(segment.key, known);
    return known;
  }

  /** One blob at a time, and each once: its blocks are asked for by several at once. */
  #passOnce(segment: BlobSegment): Promise<void> {
    const begun = this.#passed.get(segment.offset);
    if (begun) return begun;
    this.#passing = this.#passing.then(() =>
      this.#withKnownBlob(segment, (source) => this.#pass(segment, source)),
    );
    this.#passed.set(segment.offset, this.#passing);
    return this.#passing;
  }

  /**
   * Reads a blob in order and sends its blocks, the last one only when the CRC-32 of the whole is right. Each block is named
   * after its content too: what an attempt that did not come to the end has sent is used again only if it is the same.
   */
  async #pass(segment: BlobSegment, source: CopySource): Promise<void> {
    const { service, target, placed, found } = this.#placing;
    const reading = { ...source, blob: service.blob(source.key), signal: target.signal };
    let crc = 0;
    for (const block of placed.blocksOf(segment)) {
      const bytes = Buffer.allocUnsafeSlow(block.sizeBytes);
      await readInto(bytes, { ...reading, start: block.start });
      crc = crc32(bytes, crc);
      const isLast = block.start + block.sizeBytes === segment.sizeBytes;
      if (isLast && crc !== segment.crc32) throw new BlobStoreError('damaged', segment.key);
      if (placed.isPlaced(block)) continue;
      const id = placed.idOf(block, crc32(bytes));
      const isFound = found.get(id) === block.sizeBytes;
      if (!isFound) {
        await placed.starting(block);
        await putBlock(target, id, bytes);
      }
      placed.placed(block, id, isFound);
    }
  }
}
