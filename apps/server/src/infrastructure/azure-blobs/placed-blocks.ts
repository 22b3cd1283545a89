import type { BlobSegment } from '@taleport/story-archive';
import type { Compose, Placed } from '../blob-store.ts';
import type { Block, CopiedBlock } from './block-layout.ts';
import { blockId } from './write-blocks.ts';

/** Which blocks of a package are in the store, under which names, and what that is in bytes and whole blobs. */
export class PlacedBlocks {
  readonly blocks: readonly Block[];
  readonly #compose: Compose;
  readonly #ids = new Map<Block, string>();
  /** Bytes that are missing of blobs that are copied in ranges, by where the blob begins. */
  readonly #missing = new Map<number, number>();
  readonly #started = new Set<Block>();
  #startedBytes = 0;
  #placed: Placed = { bytes: 0, blobs: 0 };
  #foundBytes = 0;
  #copied: Map<BlobSegment, CopiedBlock[]> | undefined;

  /** `found` are blocks of earlier attempts, by name; some may be of other plans. */
  constructor(compose: Compose, blocks: readonly Block[], found: ReadonlyMap<string, number>) {
    this.#compose = compose;
    this.blocks = blocks;
    for (const block of blocks) {
      if (found.get(this.idOf(block)) === block.sizeBytes)
        this.#mark(block, this.idOf(block), true);
    }
    this.#startedBytes = this.#placed.bytes;
  }

  idOf({ offset, sizeBytes }: Block, crc32?: number): string {
    const { hash: contentHash } = this.#compose.plan;
    return blockId({ contentHash, offset, sizeBytes, ...(crc32 !== undefined && { crc32 }) });
  }

  get foundBytes(): number {
    return this.#foundBytes;
  }

  /** The ranges of a blob that is copied, in order. */
  blocksOf(segment: BlobSegment): readonly CopiedBlock[] {
    this.#copied ??= Map.groupBy(
      this.blocks.filter((block) => block.kind === 'copied'),
      (block) => block.segment,
    );
    return this.#copied.get(segment) ?? [];
  }

  isPlaced(block: Block): boolean {
    return this.#ids.has(block);
  }

  /** The names of all blocks, in order, when all are placed. */
  ids(): string[] {
    return this.blocks.map((block) => {
      const id = this.#ids.get(block);
      if (id === undefined) throw new TypeError(`The block at ${block.offset} is not placed`);
      return id;
    });
  }

  /** Has to be waited for before the block is sent: from then on it may be kept, whatever becomes of this process. */
  async starting(block: Block): Promise<void> {
    if (!this.#started.has(block)) this.#startedBytes += block.sizeBytes;
    this.#started.add(block);
    await this.#compose.beforeKept?.({ bytes: this.#startedBytes, blobs: this.#placed.blobs });
  }

  /** `isFound` where an earlier attempt had placed it. */
  placed(block: Block, id: string, isFound = false): void {
    if (this.isPlaced(block)) return;
    this.#mark(block, id, isFound);
    this.tellProgress();
  }

  tellProgress(): void {
    this.#compose.onProgress(this.#placed);
  }

  #mark(block: Block, id: string, isFound: boolean): void {
    this.#ids.set(block, id);
    if (isFound) this.#foundBytes += block.sizeBytes;
    const { bytes, blobs } = this.#placed;
    this.#placed = {
      bytes: bytes + block.sizeBytes,
      blobs: blobs + this.#wholeBlobs(block),
    };
  }

  #wholeBlobs(block: Block): number {
    if (block.kind === 'gathered') return block.parts.filter(({ kind }) => kind === 'blob').length;
    const { offset, sizeBytes } = block.segment;
    const missing = (this.#missing.get(offset) ?? sizeBytes) - block.sizeBytes;
    if (missing > 0) this.#missing.set(offset, missing);
    else this.#missing.delete(offset);
    return missing === 0 ? 1 : 0;
  }
}
