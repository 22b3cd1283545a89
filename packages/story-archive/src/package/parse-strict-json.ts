import { PackageError, type PackageRule } from './package-error.ts';

/** A manifest has its deepest values, texts of answers, eight levels down. */
const maxDepth = 32;

/**
 * The value of a JSON text that every parser reads in the same way (RFC 8259, section 4): without two equal keys in an
 * object, and without `__proto__`, which some take for what it is in JavaScript. Throws a PackageError for any other, and
 * before anything is made of it, for one that is nested so deeply that a parser could fail. The error names the entry.
 */
export function parseStrictJson(text: string, entry = 'story.json'): unknown {
  const written = scan(text);
  if (written.depth > maxDepth) {
    refuse(entry, 'manifest-too-deep', `has more than ${maxDepth} levels`);
  }
  const value = parse(text, entry);
  // A parser keeps the last of equal keys, so that there are fewer than were written.
  if (countKeys(value, entry) !== written.keys) {
    refuse(entry, 'manifest-key-twice', 'has the same key twice in an object');
  }
  return value;
}

function parse(text: string, entry: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(entry, 'manifest-not-json', 'is not JSON');
  }
}

const token = { quote: 0x22, colon: 0x3a, open: 0x5b, backslash: 0x5c, close: 0x5d } as const;
/** `{` and `}` are `[` and `]` with this bit. */
const braceBit = 0x20;

/** Levels and keys of a text, if it is JSON: a colon outside of a string follows a key. */
function scan(text: string): { readonly depth: number; readonly keys: number } {
  let level = 0;
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === token.quote) at = stringEnd(text, at);
    else if (code === token.colon) keys += 1;
    else if ((code & ~braceBit) === token.close) level -= 1;
    else if ((code & ~braceBit) === token.open) {
      level += 1;
      if (level > depth) depth = level;
    }
  }
  return { depth, keys };
}

/** Where the quote is that ends the string which begins at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === token.quote) break;
    if (code === token.backslash) at += 1;
  }
  return at;
}

function countKeys(value: unknown, entry: string): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Object.hasOwn(value, '__proto__')) {
    refuse(entry, 'manifest-schema', 'does not hold a story: it has the key __proto__');
  }
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const part of Object.values(value)) count += countKeys(part, entry);
  return count;
}

function refuse(entry: string, rule: PackageRule, reason: string): never {
  throw new PackageError({ rule, message: `${entry} ${reason}.`, entry });
}
