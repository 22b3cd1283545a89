import { type FileHandle, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { isMissing } from './file-errors.ts';

/** How far a segment is safely written, and the CRC-32 of its bytes up to there. */
export interface Placed {
  readonly bytes: number;
  readonly crc: number;
}

/** What is safe in a partial file, by the index of the segment. */
export type Placement = ReadonlyMap<number, Placed>;

/**
 * Adds to the list of what is safe in a partial file, after the bytes that it speaks of were synced. So the list itself
 * needs no sync: a line that is lost costs work, never correctness. Each line carries a check of its own, and begins
 * with the line break, which sets it apart from one that a crash cut off.
 */
export async function addToLedger(ledger: FileHandle, placement: Placement): Promise<void> {
  const lines = [...placement].map(([index, { bytes, crc }]) => line(`${index} ${bytes} ${crc}`));
  await ledger.appendFile(lines.join(''));
}

/** What the lines of a ledger say; nothing where there is none. */
export async function readLedger(path: string): Promise<Placement> {
  const placement = new Map<number, Placed>();
  for (const entry of (await readIfThere(path)).split('\n')) {
    const [, text, index, bytes, crc, check] = /^((\d+) (\d+) (\d+)) (\d+)$/.exec(entry) ?? [];
    if (text === undefined || crc32(text) !== Number(check)) continue;
    placement.set(Number(index), { bytes: Number(bytes), crc: Number(crc) });
  }
  return placement;
}

export function placedBytes(placement: Placement): number {
  return placement.values().reduce((sum, { bytes }) => sum + bytes, 0);
}

function line(text: string): string {
  return `\n${text} ${crc32(text)}`;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
