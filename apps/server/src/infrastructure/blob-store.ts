import type { ArchivePlan } from '@taleport/story-archive';

export interface BlobInfo {
  readonly sizeBytes: number;
  /** A strong entity tag, in quotes (RFC 9110, section 8.8.3): another one for other bytes. */
  readonly etag: string;
}

export interface ListedBlob {
  readonly key: string;
  readonly modifiedAt: Date;
}

/** Content that was received whole and is safe, but has no key yet. */
export interface StagedBlob {
  readonly id: string;
  readonly sizeBytes: number;
}

export interface ByteRange {
  readonly start: number;
  /** Inclusive, as in HTTP. */
  readonly end: number;
}

/** More of a blob that comes in piece by piece, over many connections and lives of the process. */
export interface Append {
  readonly key: string;
  /** Where the content begins: so many bytes are safe, as `appended` said. What lies behind them is given up. */
  readonly offset: number;
  /** Of the whole blob, when all of it has come. */
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
  /** Told, and awaited, whenever more of the blob is safe, with its bytes from the beginning; never twice the same. */
  readonly onSafe: (bytes: number) => Promise<void>;
}

export interface BlobLink {
  /** The name under which a browser saves the file. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly lifeMs: number;
}

/** Bytes, and whole blobs, of a package. */
export interface Placed {
  readonly bytes: number;
  readonly blobs: number;
}

export interface Compose {
  readonly key: string;
  readonly plan: ArchivePlan;
  readonly signal: AbortSignal;
  /** Bytes, and whole blobs, that are safe in the store, those of earlier attempts included. */
  readonly onProgress: (placed: Placed) => void;
  /** Told, and awaited, before so much is kept for another attempt: what was placed, told of or not, is never more. */
  readonly beforeKept?: (placed: Placed) => Promise<void>;
}

/** What went into a package: bytes placed now, and bytes found in place from an earlier attempt. */
export interface Composed {
  readonly writtenBytes: number;
  readonly resumedBytes: number;
}

/**
 * The port to blob storage. Keys are relative paths of plain parts, such as `media/ab/abcd…`. While the store is away, whatever
 * is thrown comes from PartAwayError.
 */
export interface BlobStore {
  /** Receives content of unknown name. Throws BlobStoreError `full`; whatever is thrown, nothing is left behind. */
  stage(content: AsyncIterable<Uint8Array>): Promise<StagedBlob>;
  /** Gives staged content its key, in one step. Content that the key had before is replaced: the key names the content. */
  promote(staged: StagedBlob, key: string): Promise<void>;
  discard(staged: StagedBlob): Promise<void>;
  /**
   * Makes a blob, at offset 0, or makes it longer. Until it has its size, what can be read is what has come so far. Resolves when all
   * of the content is safe. When the content breaks off with an error, what came before is made safe, told of, and the error thrown.
   * Throws BlobStoreError `full`, and `missing` or `damaged` where the bytes up to the offset are not there; and BlobOvertakenError.
   */
  append(append: Append): Promise<void>;
  /**
   * How many bytes of a blob that was appended to are safe. What was acknowledged, in bytes, is the least; there is more where a
   * store cannot take back what nobody was told of. Throws BlobStoreError `missing` or `damaged` where there is less.
   */
  appended(key: string, acknowledgedBytes: number): Promise<number>;
  /** Undefined where there is no such blob. Throws BlobStoreError `unreadable`. */
  stat(key: string): Promise<BlobInfo | undefined>;
  /** Throws BlobStoreError `missing` or `unreadable`, at the latest while it is read. */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Every blob in a folder of keys, such as `media`, in any order; those that come or go meanwhile may be in it or not. */
  list(folder: string): AsyncIterable<ListedBlob>;
  /** Removes the blob, and what unfinished attempts to compose it have left. */
  delete(key: string): Promise<void>;
  /**
   * Builds a package from a plan; the only way to make one. Goes on where an attempt with the same plan stopped. The
   * blob appears whole or not at all.
   * Throws BlobStoreError `missing`, `unreadable`, `damaged` or `full`, and the signal's reason when it is aborted.
   */
  compose(compose: Compose): Promise<Composed>;
  /** An address from which anyone can read the blob until the link has ended. */
  signLink(key: string, link: BlobLink): Promise<string>;
  /** Throws when the store cannot be used. */
  check(): Promise<void>;
}

export type BlobTrouble = 'missing' | 'unreadable' | 'damaged' | 'full';

/** What can go wrong with a blob, whatever the store. `key` is the blob that it is about. */
export class BlobStoreError extends Error {
  readonly trouble: BlobTrouble;
  readonly key: string;

  constructor(trouble: BlobTrouble, key: string, cause?: unknown) {
    super(`The blob ${key} is ${trouble}`, { cause });
    this.name = 'BlobStoreError';
    this.trouble = trouble;
    this.key = key;
  }
}

/** Somebody else appends to the blob, or did so since its offset was looked up. What they have appended is kept. */
export class BlobOvertakenError extends Error {
  constructor(key: string, cause?: unknown) {
    super(`Somebody else appends to the blob ${key}`, { cause });
    this.name = 'BlobOvertakenError';
  }
}
