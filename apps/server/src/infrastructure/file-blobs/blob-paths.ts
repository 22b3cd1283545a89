import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { checkedBlobKey } from '../blob-keys.ts';

/** The unfinished package of a key and a plan, and the list of what is safe in it. */
export interface PartialPaths {
  readonly file: string;
  readonly ledger: string;
}

/** Where the files of a store are. Nothing below `staging` is ever served. */
export interface BlobPaths {
  readonly root: string;
  readonly staging: string;
  object(key: string): string;
  /** The key of the blob at a path below `objects`. */
  key(path: string): string;
  upload(id: string): string;
  partial(key: string, planHash: string): PartialPaths;
  /** How the names of all partial files and ledgers of a key begin. */
  partialPrefix(key: string): string;
}

/** Paths below a root folder. Throws a TypeError for a key that is not made of plain parts. */
export function blobPaths(root: string): BlobPaths {
  const staging = join(root, 'staging');
  const partialPrefix = (key: string) =>
    `${createHash('sha256').update(checkedBlobKey(key)).digest('hex').slice(0, 32)}.`;
  return {
    root,
    staging,
    object: (key) => join(root, 'objects', checkedBlobKey(key)),
    key: (path) => relative(join(root, 'objects'), path).replaceAll(sep, '/'),
    upload: (id) => join(staging, `${checkedBlobKey(id)}.upload`),
    partial(key, planHash) {
      const base = join(staging, partialPrefix(key) + planHash.slice(0, 32));
      return { file: `${base}.partial`, ledger: `${base}.ledger` };
    },
    partialPrefix,
  };
}
