import { spawnSync } from 'node:child_process';
import type { NamedFile } from './peers.ts';

/** A shell command; `$1` is the file to write, the others are those to read. */
export const cat = 'out="$1"; shift; cat "$@" > "$out"';

/**
 * Reads all media into the cache, and writes and deletes a file of their size, immediately before what is measured. On a
 * virtual machine, memory that was free for some seconds has gone back to the host, and whoever first writes into it would pay
 * for all who come after: the time in which a program starts is enough.
 */
export function makeMemoryPresent(files: readonly NamedFile[], out: string): void {
  const paths = files.map(({ path }) => path);
  spawnSync('sh', ['-ec', `${cat}; rm "$out"; sync`, 'sh', `${out}.warm`, ...paths]);
}
