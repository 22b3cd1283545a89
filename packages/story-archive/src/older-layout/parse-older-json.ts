import type { z } from 'zod';
import { PackageError } from '../package/package-error.ts';
import { parseStrictJson } from '../package/parse-strict-json.ts';
import { utf8Text } from '../package/read-small-file.ts';

/**
 * The content of a JSON entry, checked against its schema. Throws a PackageError for what is no JSON that every parser
 * reads in the same way, or has a wrong type somewhere, with the place as a JSON pointer (RFC 6901).
 */
export function parseOlderJson<Schema extends z.ZodType>(
  bytes: Buffer,
  { entry, schema }: { readonly entry: string; readonly schema: Schema },
): z.output<Schema> {
  // A byte order mark is no JSON (RFC 8259, section 8.1), but editors on Windows write one.
  const text = utf8Text(bytes, { name: entry }).replace(/^\uFEFF/, '');
  const parsed = schema.safeParse(parseStrictJson(text, entry));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = jsonPointer(issue?.path ?? []) || 'its top';
  throw new PackageError({
    rule: 'manifest-schema',
    message: `${entry} is not as the Alchimalia exporter writes it: at ${at}, ${issue?.message ?? 'something is wrong'}.`,
    entry,
  });
}

/** A JSON pointer (RFC 6901) to what a path of keys and indexes leads to. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  const parts = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
  return parts.map((part) => `/${part}`).join('');
}
