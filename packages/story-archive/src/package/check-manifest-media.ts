import { mediaUses } from '@taleport/story-model';
import type { ManifestUse, PackageManifest } from './manifest.ts';
import { PackageError } from './package-error.ts';
import { manifestUse } from './sort-media.ts';

/**
 * Throws a PackageError (`manifest-media-differs`) unless the manifest accounts for all media of its story: each is
 * listed once, and with the uses that the story has. Omitted media may have more, in languages that were left out.
 */
export function checkManifestMedia({ story, files, omitted, missing }: PackageManifest): void {
  const usesOf = Map.groupBy(mediaUses(story), ({ sha256 }) => sha256);
  const unlisted = new Set(usesOf.keys());
  const listed = new Set<string>();
  for (const [media, mayHaveMore] of [
    ...[...files, ...missing].map((each) => [each, false] as const),
    ...omitted.map((each) => [each, true] as const),
  ]) {
    const { sha256 } = media;
    const inStory = (usesOf.get(sha256) ?? []).map((use) => useKey(manifestUse(use)));
    const inList = media.uses.map(useKey);
    const isSame = mayHaveMore || inStory.length === inList.length;
    if (listed.has(sha256) || !isSame || !new Set(inStory).isSubsetOf(new Set(inList)))
      refuse(sha256);
    listed.add(sha256);
    unlisted.delete(sha256);
  }
  for (const sha256 of unlisted) refuse(sha256);
}

function useKey({ role, tileId, language }: ManifestUse): string {
  return JSON.stringify([role, tileId, language]);
}

function refuse(sha256: string): never {
  throw new PackageError({
    rule: 'manifest-media-differs',
    message: `story.json does not list the media file ${sha256} once, with the uses that its story has.`,
    entry: 'story.json',
  });
}
