import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { PackageError } from '../package/package-error.ts';

/** The exporter nests seven levels; what it may add some day has room. */
const maxNesting = 32;

/**
 * The content of a JSON entry, checked against its schema. Throws a PackageError for what is no JSON that is safe to
 * walk (`older-json`), or has a wrong type somewhere (`older-schema`), with the place as a JSON pointer (RFC 6901).
 */
export function parseOlderJson<Schema extends z.ZodType>(
  bytes: Uint8Array,
  { entry, schema }: { readonly entry: string; readonly schema: Schema },
): z.output<Schema> {
  const value = parseJson(bytes, entry);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = jsonPointer(issue?.path ?? []) || 'its top';
  throw new PackageError({
    rule: 'older-schema',
    message: `${JSON.stringify(entry)} is not as the Alchimalia exporter writes it: at ${at}, ${issue?.message ?? 'something is wrong'}.`,
    entry,
  });
}

/** A JSON pointer (RFC 6901) to what a path of keys and indexes leads to. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  const parts = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
  return parts.map((part) => `/${part}`).join('');
}

function parseJson(bytes: Uint8Array, entry: string): unknown {
  if (!isUtf8(bytes)) refuse(entry, 'is not text in UTF-8');
  if (nestingOf(bytes) > maxNesting) refuse(entry, `is nested deeper than ${maxNesting} levels`);
  let value: unknown;
  try {
    // A byte order mark is no JSON (RFC 8259, section 8.1), but editors on Windows write one.
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    refuse(entry, 'is not JSON');
  }
  const prototype = findPrototype(value, []);
  if (prototype) refuse(entry, `has a key "__proto__" at ${jsonPointer(prototype)}`);
  return value;
}

/** The deepest nesting of brackets outside of strings, counted before a parser builds anything. */
function nestingOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return deepest;
}

/** `JSON.parse` makes a plain key of it, and the first copy of the object would make a prototype of that. */
function findPrototype(value: unknown, path: readonly PropertyKey[]): PropertyKey[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, '__proto__')) return [...path, '__proto__'];
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'object' || inner === null) continue;
    const found = findPrototype(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function refuse(entry: string, what: string): never {
  throw new PackageError({
    rule: 'older-json',
    message: `${JSON.stringify(entry)} ${what}.`,
    entry,
  });
}
