import { appendFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addToLedger, type Placement, placedBytes, readLedger } from './ledger.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-ledger-'));
  path = join(folder, 'ledger');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const first = new Map([[0, { bytes: 10, crc: 123 }]]);
const second = new Map([
  [0, { bytes: 20, crc: 456 }],
  [7, { bytes: 5, crc: 4_294_967_295 }],
]);

it('a ledger says of each segment how far it is', async () => {
  await add(first);
  await add(second);
  const placement = await readLedger(path);
  expect(placement).toEqual(second);
  expect(placedBytes(placement)).toBe(25);
});

it('a ledger that is not there says nothing', async () => {
  expect(await readLedger(path)).toEqual(new Map());
});

it.each(['\n0 99 1', '\n0 99 456 1234', '\nrubbish', `\n${'\0'.repeat(50)}`, '\n0 99999999 456 '])(
  'a line that was cut off or damaged is passed over, and the next one counts: %j',
  async (damage) => {
    await add(first);
    await appendFile(path, damage);
    expect(await readLedger(path)).toEqual(first);
    await add(second);
    expect(await readLedger(path)).toEqual(second);
  },
);

async function add(placement: Placement): Promise<void> {
  const file = await open(path, 'a');
  await addToLedger(file, placement);
  await file.close();
}
