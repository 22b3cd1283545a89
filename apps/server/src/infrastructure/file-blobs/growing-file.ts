import type { FileHandle } from 'node:fs/promises';
import type { Append } from '../blob-store.ts';
import type { BlobPaths } from './blob-paths.ts';
import { checkRoom } from './disk-room.ts';
import { writeError } from './file-errors.ts';

const mib = 1024 * 1024;
/** Often enough that the database's own syncs on the same disk need not wait for a big one. */
const syncEveryBytes = 16 * mib;
/** On a slow line a crash costs the seconds since the last sync. */
const syncEveryMs = 2_000;
/** Writers wait for the disk beyond this. */
const maxUnsyncedBytes = 64 * mib;

/** A file that is written to at its end, and synced beside that. */
export class GrowingFile {
  readonly #paths: BlobPaths;
  readonly #append: Append;
  readonly #file: FileHandle;
  #writtenBytes: number;
  #safeBytes: number;
  /** Up to where the last sync that was begun goes. */
  #syncedToBytes: number;
  #syncedAt = performance.now();
  #syncing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** The file ends at the offset of the append. */
  constructor(paths: BlobPaths, append: Append, file: FileHandle) {
    this.#paths = paths;
    this.#append = append;
    this.#file = file;
    this.#writtenBytes = append.offset;
    this.#safeBytes = append.offset;
    this.#syncedToBytes = append.offset;
  }

  /** Throws BlobStoreError `full`, after which what was written before can still be made safe. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#throwFailure();
    await this.#writeAll(bytes);
    const isDue =
      this.#writtenBytes - this.#syncedToBytes >= syncEveryBytes ||
      performance.now() - this.#syncedAt >= syncEveryMs;
    if (!isDue || this.#syncing) return this.#waitForDisk();
    await checkRoom(this.#paths, this.#append.key, 0);
    void this.#startSync();
    await this.#waitForDisk();
  }

  /** Resolves when everything that was written is safe and was told of. Throws what went wrong with that. */
  async makeSafe(): Promise<void> {
    this.#throwFailure();
    while (this.#syncing || this.#safeBytes < this.#writtenBytes) {
      await this.#startSync();
      this.#throwFailure();
    }
  }

  /** A single write may be cut short, by a disk that fills up for one. */
  async #writeAll(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, null, this.#writtenBytes);
        done += bytesWritten;
        this.#writtenBytes += bytesWritten;
      }
    } catch (error) {
      throw writeError(this.#append.key, error);
    }
  }

  async #waitForDisk(): Promise<void> {
    if (this.#writtenBytes - this.#safeBytes >= maxUnsyncedBytes) await this.#syncing;
  }

  /** The sync that is running, or one that starts now. Never rejects. */
  #startSync(): Promise<void> {
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #syncNow(): Promise<void> {
    const writtenBytes = this.#writtenBytes;
    this.#syncedToBytes = writtenBytes;
    this.#syncedAt = performance.now();
    try {
      await this.#file.datasync();
      await this.#append.onSafe(writtenBytes);
      this.#safeBytes = writtenBytes;
    } catch (error) {
      this.#failure = { error: writeError(this.#append.key, error) };
    }
  }

  /** For good: after a sync that failed, the next one succeeds although the bytes of the first are lost. */
  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
