import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Compose } from '../blob-store.ts';
import { syncFolder } from '../durable-files.ts';
import type { BlobPaths } from './blob-paths.ts';
import { clearStaging } from './clear-staging.ts';
import { checkRoom } from './disk-room.ts';
import { writeError } from './file-errors.ts';
import { fileSize } from './file-size.ts';
import { addToLedger, type Placed, type Placement, placedBytes, readLedger } from './ledger.ts';

const mib = 1024 * 1024;
/** Often enough that the database's own syncs on the same disk need not wait for a big one. */
const syncEveryBytes = 16 * mib;
/** Writers wait for the disk beyond this. */
const maxUnsyncedBytes = 64 * mib;

interface Parts {
  readonly paths: BlobPaths;
  readonly compose: Compose;
  readonly file: FileHandle;
  readonly ledger: FileHandle | undefined;
  readonly placement: Placement;
}

/**
 * A package in the making: bytes at their places, and a ledger of those that are safe. A package that is synced only once
 * has no ledger: an attempt that died begins anew.
 */
export class PartialFile {
  readonly #paths: BlobPaths;
  readonly #compose: Compose;
  readonly #file: FileHandle;
  readonly #ledger: FileHandle | undefined;
  readonly #safe = new Map<number, Placed>();
  #safeBytes = 0;
  #safeBlobs = 0;
  #unsynced = new Map<number, Placed>();
  #unsyncedBytes = 0;
  #syncing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  private constructor({ paths, compose, file, ledger, placement }: Parts) {
    this.#paths = paths;
    this.#compose = compose;
    this.#file = file;
    this.#ledger = ledger;
    this.#markSafe(placement);
  }

  /**
   * Opens what an earlier attempt with the same plan left, or begins anew; what other plans left for the same key is
   * removed. Throws BlobStoreError `full` when the disk has not the room for the rest.
   */
  static async open(paths: BlobPaths, compose: Compose): Promise<PartialFile> {
    const { key, plan } = compose;
    const staged = paths.partial(key, plan.hash);
    await clearStaging(paths, key, staged);
    const hasLedger = plan.sizeBytes > syncEveryBytes;
    const isNew = !hasLedger || (await fileSize(staged.file)) !== plan.sizeBytes;
    const placement: Placement = isNew ? new Map() : await readLedger(staged.ledger);
    await checkRoom(paths, key, plan.sizeBytes - placedBytes(placement));
    if (isNew) await rm(staged.ledger, { force: true });
    const file = await open(staged.file, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      if (isNew) {
        // No power cut may bring an old ledger back beside a file that has its full size but not yet its bytes.
        if (hasLedger) await syncFolder(paths.staging);
        await file.truncate(plan.sizeBytes);
      }
      const ledger = hasLedger ? await open(staged.ledger, 'a', 0o600) : undefined;
      return new PartialFile({ paths, compose, file, ledger, placement });
    } catch (error) {
      await file.close();
      throw writeError(key, error);
    }
  }

  /** How far a segment is safe. */
  placed(index: number): Placed {
    return this.#safe.get(index) ?? { bytes: 0, crc: 0 };
  }

  get safeBytes(): number {
    return this.#safeBytes;
  }

  tellProgress(): void {
    this.#compose.onProgress({ bytes: this.#safeBytes, blobs: this.#safeBlobs });
  }

  /** For those who write at places of their own, and say so by `wrote`. */
  get fd(): number {
    return this.#file.fd;
  }

  /** Takes note of how far segments are written, so many bytes in all: they are synced soon. Waits when too many are not. */
  async wrote(written: Placement, sizeBytes: number): Promise<void> {
    this.#throwFailure();
    for (const [index, placed] of written) this.#unsynced.set(index, placed);
    this.#unsyncedBytes += sizeBytes;
    if (this.#unsyncedBytes < syncEveryBytes) return;
    const synced = this.#startSync();
    if (this.#unsyncedBytes >= maxUnsyncedBytes) await synced;
  }

  /** Resolves when everything that was written is safe, and in the ledger. */
  async sync(): Promise<void> {
    this.#throwFailure();
    while (this.#syncing || this.#unsynced.size > 0) {
      await this.#startSync();
      this.#throwFailure();
    }
  }

  /** Keeps what was written for another attempt, as far as it can be made safe. */
  async close(): Promise<void> {
    // The error of a sync that failed is thrown to those who wait for their bytes.
    await Promise.allSettled([this.sync()]);
    await this.#ledger?.close();
    await this.#file.close();
  }

  /** The sync that is running, or one that starts now. Never rejects. */
  #startSync(): Promise<void> {
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #syncNow(): Promise<void> {
    const written = this.#unsynced;
    this.#unsynced = new Map();
    this.#unsyncedBytes = 0;
    try {
      // Another export or upload may have taken the room that was there at the start.
      await checkRoom(this.#paths, this.#compose.key, 0);
      await this.#file.datasync();
      if (this.#ledger) await this.#keep(this.#ledger, written);
      this.#markSafe(written);
      this.tellProgress();
    } catch (error) {
      this.#failure = { error: writeError(this.#compose.key, error) };
    }
  }

  async #keep(ledger: FileHandle, written: Placement): Promise<void> {
    const bytes = this.#safeBytes + this.#addedBytes(written);
    await this.#compose.beforeKept?.({ bytes, blobs: this.#safeBlobs });
    await addToLedger(ledger, written);
  }

  /** For good: after a sync that failed, the next one succeeds although the bytes of the first are lost. */
  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #addedBytes(placement: Placement): number {
    return placement
      .entries()
      .reduce((sum, [index, { bytes }]) => sum + bytes - this.placed(index).bytes, 0);
  }

  #markSafe(placement: Placement): void {
    this.#safeBytes += this.#addedBytes(placement);
    for (const [index, placed] of placement) {
      const segment = this.#compose.plan.segments[index];
      if (segment?.kind === 'blob' && placed.bytes === segment.sizeBytes) this.#safeBlobs += 1;
      this.#safe.set(index, placed);
    }
  }
}
