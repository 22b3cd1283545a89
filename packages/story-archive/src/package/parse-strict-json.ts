import { jsonOutline, storyLimits } from '@taleport/story-model';
import { PackageError, type PackageRule } from './package-error.ts';

/** A manifest has its deepest values, texts of answers, eight levels down. */
const maxDepth = 32;

/**
 * The value of a JSON text that every parser reads in the same way (RFC 8259, section 4): without two equal keys in an
 * object, and without `__proto__`, which some take for what it is in JavaScript. Throws a PackageError for any other, and
 * before anything is made of it, for one that is nested so deeply that a parser could fail, or that holds more than the
 * package of the largest story: values of two letters become objects of fifty bytes. The error names the entry.
 */
export function parseStrictJson(text: string, entry = 'story.json'): unknown {
  const written = jsonOutline(text);
  if (written.depth > maxDepth) {
    refuse(entry, 'manifest-too-deep', `has more than ${maxDepth} levels`);
  }
  if (written.values > storyLimits.jsonValues) {
    refuse(entry, 'manifest-too-many-values', `has more than ${storyLimits.jsonValues} values`);
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

function countKeys(value: unknown, entry: string): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Object.hasOwn(value, '__proto__')) {
    refuse(entry, 'manifest-schema', 'does not hold a story: it has the key __proto__');
  }
  let count = 0;
  if (Array.isArray(value)) {
    for (const part of value) count += countKeys(part, entry);
  } else {
    for (const key in value) count += 1 + countKeys(value[key as keyof typeof value], entry);
  }
  return count;
}

function refuse(entry: string, rule: PackageRule, reason: string): never {
  throw new PackageError({ rule, message: `${entry} ${reason}.`, entry });
}
