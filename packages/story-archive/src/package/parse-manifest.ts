import { z } from 'zod';
import {
  type PackageManifest,
  packageFormat,
  packageFormatVersion,
  packageManifest,
} from './manifest.ts';
import { PackageError } from './package-error.ts';
import { parseStrictJson } from './parse-strict-json.ts';

const anyVersion = z.object({ format: z.literal(packageFormat), formatVersion: z.int() });

/** The content of `story.json`. Throws PackageError for what is not one, or is one of a later version. */
export function parseManifest(text: string): PackageManifest {
  const value = parseStrictJson(text);
  const header = anyVersion.safeParse(value);
  if (header.success && header.data.formatVersion > packageFormatVersion) {
    throw new PackageError({
      rule: 'manifest-too-new',
      message: `This package has format version ${header.data.formatVersion}, and this program reads up to ${packageFormatVersion}. Update Taleport to one that reads format version ${header.data.formatVersion}, and try again.`,
      entry: 'story.json',
    });
  }
  const manifest = packageManifest.safeParse(value);
  if (manifest.success) return manifest.data;
  throw new PackageError({
    rule: 'manifest-schema',
    message: `story.json does not hold a story package: ${describe(manifest.error)}`,
    entry: 'story.json',
  });
}

function describe(error: z.ZodError): string {
  const [first] = error.issues;
  // Of keys that are not known, it names all.
  const message = first?.message.slice(0, 300);
  return first ? `${message} (at ${first.path.join('.') || 'the top'})` : 'unknown';
}
