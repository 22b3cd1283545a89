import { spawnSync } from 'node:child_process';
import type { NamedFile } from './peers.ts';

/** A shell command; `$1` is the file to write, the others are those to read. */
export const cat = 'out="$1"; shift; cat "$@" > "$out"';

/** Who writes more at a time is given larger pieces of memory, which the system has elsewhere. */
const catLarge = 'cat "$@" | dd of="$out.large" bs=1M iflag=fullblock status=none';

/**
 * Reads all media into the cache, and writes and deletes files of their size, immediately before what is measured. On a
 * virtual machine, memory that was free for some seconds has gone back to the host, and whoever first writes into it would pay
 * for all who come after: the time in which a program starts is enough.
 */
export function makeMemoryPresent(files: readonly NamedFile[], out: string): void {
  const paths = files.map(({ path }) => path);
  const script = `${cat}; ${catLarge}; rm "$out" "$out.large"; sync`;
  const { status } = spawnSync('sh', ['-ec', script, 'sh', `${out}.warm`, ...paths], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`${out}.warm could not be written`);
}
