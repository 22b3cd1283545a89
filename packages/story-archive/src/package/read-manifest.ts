import { createHash } from 'node:crypto';
import { canonicalJson, storyLimits } from '@taleport/story-model';
import type { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import type { PackageManifest } from './manifest.ts';
import { PackageError } from './package-error.ts';
import { parseManifest } from './parse-manifest.ts';
import { readSmallFile, utf8Text } from './read-small-file.ts';

/** The manifest in `story.json`, and the SHA-256 of its text. Throws PackageError, and what `receivedBytes` throws. */
export async function readManifest(
  source: ReadAhead,
  entry: ReceivedEntry,
): Promise<{ readonly manifest: PackageManifest; readonly sha256: string }> {
  const bytes = await readSmallFile(source, entry);
  const manifest = parseManifest(utf8Text(bytes, entry));
  const storyBytes = Buffer.byteLength(canonicalJson(manifest.story));
  if (storyBytes > storyLimits.documentBytes) {
    throw new PackageError({
      rule: 'story-too-large',
      message: `The story has ${storyBytes} bytes; at most ${storyLimits.documentBytes} are read.`,
      entry: entry.name,
    });
  }
  return { manifest, sha256: createHash('sha256').update(bytes).digest('hex') };
}
