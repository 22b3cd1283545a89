import { canonicalJson } from './canonical-json.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A tile, an answer or an option: parts of lists are told apart by their ids, wherever they stand. */
export type Part = Row & { readonly id: string };

export function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isPartList(value: unknown): value is readonly Part[] {
  return (
    Array.isArray(value) && value.every((part) => isRecord(part) && typeof part.id === 'string')
  );
}

export function isWordList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')
  );
}

export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  return canonicalJson(one) === canonicalJson(other);
}
