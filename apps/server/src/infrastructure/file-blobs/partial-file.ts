import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArchivePlan } from '@taleport/story-archive';
import { BlobStoreError, type Compose } from '../blob-store.ts';
import { makeFolder } from '../durable-files.ts';
import type { BlobPaths } from './blob-paths.ts';
import { writeError } from './file-errors.ts';
import { type Ledger, openLedger, type Placed } from './ledger.ts';

const mib = 1024 * 1024;
/** Often enough that the database's own syncs on the same disk need not wait for a big one. */
const syncEveryBytes = 16 * mib;
/** Writers wait for the disk beyond this. */
const maxUnsyncedBytes = 64 * mib;
/** What is left free for the database and for everyone else on the disk. */
const spareBytes = 256 * mib;

type Progress = Compose['onProgress'];

/** A package in the making: bytes at their places, and a ledger of those that are safe. */
export class PartialFile {
  readonly #plan: ArchivePlan;
  readonly #key: string;
  readonly #file: FileHandle;
  readonly #ledger: Ledger;
  readonly #onProgress: Progress;
  readonly #safe = new Map<number, Placed>();
  #safeBytes = 0;
  #safeBlobs = 0;
  #unsynced = new Map<number, Placed>();
  #unsyncedBytes = 0;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(
    parts: Pick<Compose, 'key' | 'plan' | 'onProgress'> & { file: FileHandle; ledger: Ledger },
  ) {
    this.#key = parts.key;
    this.#plan = parts.plan;
    this.#file = parts.file;
    this.#ledger = parts.ledger;
    this.#onProgress = parts.onProgress;
    for (const [index, placed] of parts.ledger.placed) this.#markSafe(index, placed);
  }

  /**
   * Opens what an earlier attempt with the same plan left, or begins anew; what other plans left for the same key is
   * removed. Throws BlobStoreError `full` when the disk has not the room for the rest.
   */
  static async open(paths: BlobPaths, compose: Compose): Promise<PartialFile> {
    const { key, plan, onProgress } = compose;
    const path = paths.partial(key, plan.hash);
    await makeFolder(paths.staging);
    await removeOtherPlans(paths, path.file);
    const file = await open(path.file, constants.O_RDWR | constants.O_CREAT, 0o600);
    const isNew = (await file.stat()).size !== plan.sizeBytes;
    if (isNew) await rm(path.ledger, { force: true });
    const partial = new PartialFile({
      key,
      plan,
      onProgress,
      file,
      ledger: await openLedger(path.ledger),
    });
    await checkRoom(paths, key, plan.sizeBytes - partial.safeBytes());
    if (isNew) await file.truncate(plan.sizeBytes);
    partial.#tellProgress();
    return partial;
  }

  /** How far a segment is safe from earlier attempts. */
  placed(index: number): Placed {
    return this.#safe.get(index) ?? { bytes: 0, crc: 0 };
  }

  safeBytes(): number {
    return this.#safeBytes;
  }

  /** Writes the next bytes of a segment. `after` is how far the segment is with them. */
  async write(index: number, bytes: Uint8Array, after: Placed): Promise<void> {
    const offset = (this.#plan.segments[index]?.offset ?? 0) + after.bytes - bytes.length;
    await this.#writeAll(bytes, offset);
    this.#unsynced.set(index, after);
    this.#unsyncedBytes += bytes.length;
    if (this.#unsyncedBytes >= maxUnsyncedBytes) await this.sync();
    else if (this.#unsyncedBytes >= syncEveryBytes) this.sync().catch(() => {});
  }

  /** Resolves when everything that was written before the call is safe, and in the ledger. */
  sync(): Promise<void> {
    const synced = this.#syncing.then(() => this.#syncNow());
    // A failed sync fails those who wait for it; the next one tries again.
    this.#syncing = synced.catch(() => {});
    return synced;
  }

  async close(): Promise<void> {
    await this.#syncing;
    await this.#ledger.close();
    await this.#file.close();
  }

  /** A single write may be cut short, by a disk that fills up for one. */
  async #writeAll(bytes: Uint8Array, offset: number): Promise<void> {
    try {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, written, null, offset + written);
        written += bytesWritten;
      }
    } catch (error) {
      throw writeError(this.#key, error);
    }
  }

  async #syncNow(): Promise<void> {
    if (this.#unsynced.size === 0) return;
    const written = this.#unsynced;
    const bytes = this.#unsyncedBytes;
    this.#unsynced = new Map();
    this.#unsyncedBytes = 0;
    try {
      await this.#file.datasync();
      await this.#ledger.add(written);
    } catch (error) {
      this.#unsynced = new Map([...written, ...this.#unsynced]);
      this.#unsyncedBytes += bytes;
      throw writeError(this.#key, error);
    }
    for (const [index, placed] of written) this.#markSafe(index, placed);
    this.#tellProgress();
  }

  #markSafe(index: number, placed: Placed): void {
    const segment = this.#plan.segments[index];
    this.#safeBytes += placed.bytes - this.placed(index).bytes;
    if (segment?.kind === 'blob' && placed.bytes === segment.sizeBytes) this.#safeBlobs += 1;
    this.#safe.set(index, placed);
  }

  #tellProgress(): void {
    this.#onProgress({ bytes: this.#safeBytes, blobs: this.#safeBlobs });
  }
}

async function removeOtherPlans(paths: BlobPaths, ours: string) {
  const [keyName = '', planName = ''] = basename(ours).split('.');
  for (const name of await readdir(paths.staging)) {
    const [key, plan] = name.split('.');
    if (key === keyName && plan !== planName) await rm(join(paths.staging, name), { force: true });
  }
}

async function checkRoom(paths: BlobPaths, key: string, neededBytes: number) {
  const { bavail, bsize } = await statfs(paths.root);
  if (bavail * bsize < neededBytes + spareBytes) throw new BlobStoreError('full', key);
}
