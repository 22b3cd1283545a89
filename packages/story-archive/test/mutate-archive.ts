import type { SeededNumbers } from './seeded-numbers.ts';

type Mutation = (bytes: Buffer, random: SeededNumbers) => Buffer;

/** A copy with one to three changes. */
export function mutate(bytes: Buffer, random: SeededNumbers): Buffer {
  let mutant = Buffer.from(bytes);
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    mutant = Buffer.from(random.pick(mutations)(mutant, random));
  }
  return mutant;
}

/** Where the fields of each record are, from its signature on: offset and bytes (APPNOTE 6.3.10, 4.3.7 to 4.3.16). */
const recordFields = new Map<number, readonly (readonly [at: number, size: 2 | 4 | 8])[]>([
  [
    0x04034b50,
    [
      [4, 2],
      [6, 2],
      [8, 2],
      [10, 4],
      [14, 4],
      [18, 4],
      [22, 4],
      [26, 2],
      [28, 2],
    ],
  ],
  [
    0x02014b50,
    [
      ...([
        [4, 2],
        [6, 2],
        [8, 2],
        [10, 2],
        [12, 4],
        [16, 4],
        [20, 4],
        [24, 4],
      ] as const),
      ...([
        [28, 2],
        [30, 2],
        [32, 2],
        [34, 2],
        [36, 2],
        [38, 4],
        [42, 4],
      ] as const),
    ],
  ],
  [
    0x08074b50,
    [
      [4, 4],
      [8, 4],
      [12, 4],
      [16, 4],
    ],
  ],
  [
    0x06064b50,
    [
      [4, 8],
      [12, 4],
      [16, 4],
      [20, 4],
      [24, 8],
      [32, 8],
      [40, 8],
      [48, 8],
    ],
  ],
  [
    0x07064b50,
    [
      [4, 4],
      [8, 8],
      [16, 4],
    ],
  ],
  [
    0x06054b50,
    [
      [4, 2],
      [6, 2],
      [8, 2],
      [10, 2],
      [12, 4],
      [16, 4],
      [20, 2],
    ],
  ],
]);

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  changeField,
  changeField,
  changeField,
  cutOut,
  cutOff,
  insert,
  insertAndCorrect,
  repeatRange,
  swapRanges,
  listTwice,
  swapListed,
];

function flipBit(bytes: Buffer, random: SeededNumbers): Buffer {
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at);
  return bytes;
}

function setByte(bytes: Buffer, random: SeededNumbers): Buffer {
  if (bytes.length > 0)
    bytes.writeUInt8(random.pick([0, 1, 0x2f, 0x2e, 0x50, 0x7f, 0xff]), random.below(bytes.length));
  return bytes;
}

/** Gives a number of a record another value: one beside it, or one at the border of what it can be. */
function changeField(bytes: Buffer, random: SeededNumbers): Buffer {
  const records = recordOffsets(bytes);
  if (records.length === 0) return bytes;
  const offset = random.pick(records);
  const [at, size] = random.pick(recordFields.get(bytes.readUInt32LE(offset)) ?? []);
  if (offset + at + size > bytes.length) return bytes;
  const field = bytes.subarray(offset + at, offset + at + size);
  const value = BigInt(`0x${Buffer.from(field).reverse().toString('hex')}`);
  const max = (1n << BigInt(8 * size)) - 1n;
  const other = random.pick([
    0n,
    1n,
    value + 1n,
    value - 1n,
    value * 2n,
    max,
    max - 1n,
    max >> 1n,
    value ^ 8n,
  ]);
  const digits = (other & max).toString(16).padStart(2 * size, '0');
  field.set(Buffer.from(digits, 'hex').reverse());
  return bytes;
}

function cutOut(bytes: Buffer, random: SeededNumbers): Buffer {
  const { start, end } = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function cutOff(bytes: Buffer, random: SeededNumbers): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function insert(bytes: Buffer, random: SeededNumbers): Buffer {
  const { start, end } = range(bytes, random);
  const filled = Buffer.alloc(end - start, random.pick([0, 0x50, 0xff]));
  return Buffer.concat([bytes.subarray(0, start), filled, bytes.subarray(start)]);
}

/** Somewhere before the directory, with all offsets corrected that point behind it, as one does who wants to deceive. */
function insertAndCorrect(bytes: Buffer, random: SeededNumbers): Buffer {
  const records = recordOffsets(bytes);
  const directory = records.find((at) => bytes.readUInt32LE(at) === 0x02014b50) ?? bytes.length;
  const at = random.pick([
    ...records.filter((offset) => offset <= directory),
    random.below(directory + 1),
  ]);
  const inserted = Buffer.alloc(1 + random.below(64), random.pick([0, 0x50, 0xff]));
  const offsetFields = new Map([
    [0x02014b50, 42],
    [0x06064b50, 48],
    [0x07064b50, 8],
    [0x06054b50, 16],
  ]);
  for (const record of records) {
    const field = record + (offsetFields.get(bytes.readUInt32LE(record)) ?? bytes.length);
    if (field + 4 > bytes.length) continue;
    const offset = bytes.readUInt32LE(field);
    if (offset >= at) bytes.writeUInt32LE((offset + inserted.length) >>> 0, field);
  }
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
}

function repeatRange(bytes: Buffer, random: SeededNumbers): Buffer {
  const { start, end } = range(bytes, random);
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(start, end), bytes.subarray(at)]);
}

function swapRanges(bytes: Buffer, random: SeededNumbers): Buffer {
  const { start, end } = range(bytes, random);
  const to = random.below(Math.max(1, bytes.length - (end - start)));
  const copy = Buffer.from(bytes.subarray(start, end));
  bytes.copyWithin(start, to, to + copy.length);
  copy.copy(bytes, to);
  return bytes;
}

/** Lists an entry a second time, and corrects the counts and sizes of an end record without ZIP64. */
function listTwice(bytes: Buffer, random: SeededNumbers): Buffer {
  const listed = recordOffsets(bytes).filter((at) => bytes.readUInt32LE(at) === 0x02014b50);
  const end = recordOffsets(bytes).findLast((at) => bytes.readUInt32LE(at) === 0x06054b50);
  if (listed.length === 0 || end === undefined || end + 22 > bytes.length) return bytes;
  const header = headerAt(bytes, random.pick(listed));
  const count = (bytes.readUInt16LE(end + 8) + 1) & 0xffff;
  bytes.writeUInt16LE(count, end + 8);
  bytes.writeUInt16LE(count, end + 10);
  bytes.writeUInt32LE((bytes.readUInt32LE(end + 12) + header.length) >>> 0, end + 12);
  return Buffer.concat([bytes.subarray(0, end), header, bytes.subarray(end)]);
}

/** Two neighbours of the directory change places, which changes nothing of what the archive holds. */
function swapListed(bytes: Buffer, random: SeededNumbers): Buffer {
  const listed = recordOffsets(bytes).filter((at) => bytes.readUInt32LE(at) === 0x02014b50);
  if (listed.length === 0) return bytes;
  const at = random.pick(listed);
  const first = Buffer.from(headerAt(bytes, at));
  const second = Buffer.from(headerAt(bytes, at + first.length));
  if (second.length === 0 || second.readUInt32LE(0) !== 0x02014b50) return bytes;
  bytes.set(Buffer.concat([second, first]), at);
  return bytes;
}

/** A central header with its variable parts, as far as the bytes go; empty where it does not fit. */
function headerAt(bytes: Buffer, at: number): Buffer {
  if (at + 46 > bytes.length) return Buffer.of();
  const variable = [28, 30, 32].reduce((sum, field) => sum + bytes.readUInt16LE(at + field), 0);
  return bytes.subarray(at, Math.min(bytes.length, at + 46 + variable));
}

function recordOffsets(bytes: Buffer): number[] {
  const offsets: number[] = [];
  for (
    let at = bytes.indexOf('PK');
    at >= 0 && at + 4 <= bytes.length;
    at = bytes.indexOf('PK', at + 1)
  ) {
    if (recordFields.has(bytes.readUInt32LE(at))) offsets.push(at);
  }
  return offsets;
}

/** Mostly a few bytes, sometimes many. */
function range(bytes: Buffer, random: SeededNumbers): { start: number; end: number } {
  const start = random.below(bytes.length + 1);
  const length = random.pick([1, 2, 4, 16, 46, 300, 1500]);
  return { start, end: Math.min(bytes.length, start + random.below(length + 1)) };
}
