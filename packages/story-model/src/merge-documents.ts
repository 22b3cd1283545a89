import { isPartList, isRecord, isSame, isWordList, type Part, type Row } from './json-shape.ts';

/** Where a value stands in a document: the names of fields, and the ids of tiles, answers and options. */
export type Path = readonly string[];

/** A place that both sides have changed, each in its own way; `undefined` where a side has removed it. */
export interface Conflict {
  readonly path: Path;
  readonly mine?: unknown;
  readonly theirs?: unknown;
}

export interface Merged<Value> {
  /** With my side where there is a conflict, unless I have removed it. */
  readonly value: Value;
  readonly conflicts: readonly Conflict[];
}

/**
 * Joins two changes of one document. What only one side has changed is taken from that side; texts, tiles, answers and
 * options are compared one by one, tiles by their id and not by their place; languages and topics one by one, too.
 */
export function mergeDocuments<Value>(base: Value, mine: Value, theirs: Value): Merged<Value> {
  const conflicts: Conflict[] = [];
  const value = merge({ base, mine, theirs }, [], conflicts) as Value;
  return { value, conflicts };
}

interface Sides {
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

function merge({ base, mine, theirs }: Sides, path: Path, conflicts: Conflict[]): unknown {
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine;
  if (isSame(base, mine)) return theirs;
  if (isTranslation(path) && isRecord(mine)) return { ...mine, reviewed: false };
  if (isWordList(mine) && isWordList(theirs)) {
    const words = mergedWords({ base: isWordList(base) ? base : [], mine, theirs });
    if (words.length > 0) return words;
  } else if (isPartList(mine) && isPartList(theirs)) {
    return mergeLists({ base: isPartList(base) ? base : [], mine, theirs }, path, conflicts);
  }
  if (isRecord(mine) && isRecord(theirs) && mine.kind === theirs.kind) {
    return mergeRecords({ base: isRecord(base) ? base : {}, mine, theirs }, path, conflicts);
  }
  conflicts.push({ path, mine, theirs });
  return mine === undefined ? theirs : mine;
}

/**
 * How a language of a tile came about follows from what was written: there is nothing to choose, but what two have
 * joined nobody has reviewed.
 */
function isTranslation(path: Path): boolean {
  return path.length === 4 && path[0] === 'tiles' && path[2] === 'translations';
}

function mergeRecords(
  { base, mine, theirs }: { base: Row; mine: Row; theirs: Row },
  path: Path,
  conflicts: Conflict[],
): Row {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const entries = [...keys].map((key) => {
    const sides = { base: base[key], mine: mine[key], theirs: theirs[key] };
    return [key, merge(sides, [...path, key], conflicts)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function mergeLists(
  { base, mine, theirs }: { base: readonly Part[]; mine: readonly Part[]; theirs: readonly Part[] },
  path: Path,
  conflicts: Conflict[],
): unknown[] {
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map(byId) as [Parts, Parts, Parts];
  return mergedOrder(base, mine, theirs).flatMap((id) => {
    const sides = { base: inBase.get(id), mine: inMine.get(id), theirs: inTheirs.get(id) };
    const part = merge(sides, [...path, id], conflicts);
    return part === undefined ? [] : [part];
  });
}

/** Languages and topics: what either has added is there once, whatever the case, and what either has taken away is not. */
function mergedWords({
  base,
  mine,
  theirs,
}: {
  base: readonly string[];
  mine: readonly string[];
  theirs: readonly string[];
}): string[] {
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map(
    (words) => new Set(words.map((word) => word.toLowerCase())),
  ) as [Set<string>, Set<string>, Set<string>];
  const has = (words: Set<string>, word: string) => words.has(word.toLowerCase());
  return [
    ...mine.filter((word) => has(inTheirs, word) || !has(inBase, word)),
    ...theirs.filter((word) => !has(inMine, word) && !has(inBase, word)),
  ];
}

type Parts = ReadonlyMap<string, Part>;

function byId(parts: readonly Part[]): Parts {
  return new Map(parts.map((part) => [part.id, part]));
}

/** The order of the side that has moved something, mine if both have; what only the other has follows what it followed there. */
function mergedOrder(
  base: readonly Part[],
  mine: readonly Part[],
  theirs: readonly Part[],
): string[] {
  const [leading, other] = hasMoved(base, mine) ? [mine, theirs] : [theirs, mine];
  const order = leading.map(({ id }) => id);
  const known = new Set(order);
  for (const [index, { id }] of other.entries()) {
    if (known.has(id)) continue;
    const before = other[index - 1]?.id;
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
    known.add(id);
  }
  return order;
}

function hasMoved(base: readonly Part[], side: readonly Part[]): boolean {
  const inSide = new Set(side.map(({ id }) => id));
  const inBase = new Set(base.map(({ id }) => id));
  const before = base.filter(({ id }) => inSide.has(id));
  const after = side.filter(({ id }) => inBase.has(id));
  return before.some(({ id }, index) => after[index]?.id !== id);
}

/** The document with another value at a place; `undefined` removes what is there. */
export function withValueAt<Value>(document: Value, path: Path, value: unknown): Value {
  return replaced(document, path, value) as Value;
}

function replaced(node: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (isPartList(node)) return replacedPart(node, key, rest, value);
  const row = isRecord(node) ? node : {};
  const { [key]: child, ...others } = row;
  const next = replaced(child, rest, value);
  return next === undefined ? others : { ...row, [key]: next };
}

function replacedPart(parts: readonly Part[], id: string, rest: Path, value: unknown): unknown[] {
  if (!parts.some((part) => part.id === id))
    return value === undefined ? [...parts] : [...parts, value];
  return parts.flatMap((part) => {
    if (part.id !== id) return [part];
    const next = replaced(part, rest, value);
    return next === undefined ? [] : [next];
  });
}
