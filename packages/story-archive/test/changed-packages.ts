import { createHash } from 'node:crypto';
import { canonicalJson } from '@taleport/story-model';
import { type PackageContents, textOf } from './story-packages.ts';

export interface ChangedManifest extends Record<string, unknown> {
  files: { path: string; sha256: string; sizeBytes: number; mediaType: string; uses: unknown[] }[];
  missing: unknown[];
  omitted: unknown[];
  story: Record<string, unknown> & { titleNarration: Record<string, string> };
}

/** The package with a changed story.json, and a list of checksums that knows of the change. */
export function withManifest(
  contents: PackageContents,
  change: (manifest: ChangedManifest) => unknown,
): PackageContents {
  const manifest = JSON.parse(textOf(contents, 'story.json'));
  const changed = change(manifest) ?? manifest;
  return withEntries(contents, { 'story.json': Buffer.from(canonicalJson(changed)) });
}

/** The package with other entries, and a list of checksums that knows of the change. */
export function withEntries(
  contents: PackageContents,
  entries: Readonly<Record<string, Uint8Array>>,
): PackageContents {
  return resealed(new Map([...contents, ...Object.entries(entries)]));
}

/** The package with a media file of other content, which is well recorded everywhere. */
export function withMedia(
  contents: PackageContents,
  path: string,
  bytes: Uint8Array,
): PackageContents {
  const manifest: ChangedManifest = JSON.parse(textOf(contents, 'story.json'));
  const file = manifest.files.find((each) => each.path === path);
  if (!file) throw new Error(`There is no ${path}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const text = canonicalJson({
    ...manifest,
    files: manifest.files.map((each) =>
      each === file ? { ...each, sizeBytes: bytes.length } : each,
    ),
  });
  const story = Buffer.from(text.replaceAll(file.sha256, sha256));
  return withEntries(contents, { 'story.json': story, [path]: bytes });
}

/** The list of checksums says of each file what it is. */
export function resealed(changed: PackageContents): PackageContents {
  const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const named = [...changed].filter(([name]) => name !== 'manifest-sha256.txt');
  const sums = named.map(([name, bytes]) => `${hashOf(bytes)}  ${name}\n`);
  return new Map([...changed, ['manifest-sha256.txt', Buffer.from(sums.join(''))]]);
}
