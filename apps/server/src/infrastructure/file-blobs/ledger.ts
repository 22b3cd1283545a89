import { type FileHandle, open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { isMissing } from './file-errors.ts';

/** How far a segment is safely written, and the CRC-32 of its bytes up to there. */
export interface Placed {
  readonly bytes: number;
  readonly crc: number;
}

export interface Ledger {
  /** What earlier attempts placed, by the index of the segment. */
  readonly placed: ReadonlyMap<number, Placed>;
  add(entries: Iterable<[number, Placed]>): Promise<void>;
  close(): Promise<void>;
}

/**
 * The list of what is safe in a partial file. A line is added only after the bytes that it speaks of were synced, so
 * the list itself needs no sync: a line that is lost costs work, never correctness. Each line carries a check of its
 * own; one that was cut off by a crash is passed over.
 */
export async function openLedger(path: string): Promise<Ledger> {
  const placed = await readLedger(path);
  const file: FileHandle = await open(path, 'a');
  // Ends a line that a crash cut off.
  await file.appendFile('\n');
  return {
    placed,
    async add(entries) {
      const lines = [...entries].map(([index, { bytes, crc }]) => line(`${index} ${bytes} ${crc}`));
      await file.appendFile(lines.join(''));
    },
    close: () => file.close(),
  };
}

function line(text: string): string {
  return `${text} ${crc32(text)}\n`;
}

async function readLedger(path: string): Promise<Map<number, Placed>> {
  const placed = new Map<number, Placed>();
  for (const entry of (await readIfThere(path)).split('\n')) {
    const [, text, index, bytes, crc, check] = /^((\d+) (\d+) (\d+)) (\d+)$/.exec(entry) ?? [];
    if (text === undefined || crc32(text) !== Number(check)) continue;
    placed.set(Number(index), { bytes: Number(bytes), crc: Number(crc) });
  }
  return placed;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
