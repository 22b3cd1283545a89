import {
  canonicalJson,
  mapMedia,
  mediaTypes,
  mediaUses,
  type StoryDocument,
  storyLimits,
} from '@taleport/story-model';
import {
  type PackageManifest,
  packageFormat,
  packageFormatVersion,
  packageManifest,
} from '../package/manifest.ts';
import { PackageError } from '../package/package-error.ts';
import type { PackageLoss } from '../package/package-loss.ts';
import { readSmallFile } from '../package/read-small-file.ts';
import { manifestUse } from '../package/sort-media.ts';
import type { FileReading, KnownFile } from '../package/verify-files.ts';
import type { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import { convertOlderStory } from './convert-older-story.ts';
import { hashOlderMedia } from './hash-older-media.ts';
import { LossList } from './loss-list.ts';
import { olderOrigin, olderSlug } from './older-origin.ts';
import { type OlderSource, readOlderTexts } from './read-older-texts.ts';
import { sortOlderEntries } from './sort-older-entries.ts';

/**
 * The manifest that a package of the older layout would have if we had written it, and what it loses. The paths of its
 * files are those of their entries. Throws as `readPackage` does.
 */
export async function readOlderPackage(
  source: ReadAhead,
  {
    entries,
    reading,
  }: { readonly entries: readonly ReceivedEntry[]; readonly reading: FileReading },
): Promise<{ readonly manifest: PackageManifest; readonly losses: readonly PackageLoss[] }> {
  const files = new Map(
    entries.filter((entry) => !entry.isFolder).map((each) => [each.name, each]),
  );
  const sorted = sortOlderEntries([...files.keys()]);
  const losses = new LossList();
  const texts = await readOlderTexts(sorted, { source: olderSource(source, files), losses });

  const texted = new Set([
    sorted.master,
    ...[...sorted.languages, ...sorted.dialogs].map((e) => e.path),
  ]);
  const others = entries.filter(({ name }) => !texted.has(name));
  const media = await hashOlderMedia(source, { entries: others, reading });
  const mediaKinds = new Map(
    [...media].map(([path, file]) => [path, file && mediaTypes[file.mediaType].kind]),
  );
  const withPaths = convertOlderStory(texts, { mediaKinds, losses });
  const story = mapMedia(withPaths, (path) => fileAt(media, path).sha256);
  checkDocumentSize(story, sorted.master);
  const manifest = packageManifest.parse({
    format: packageFormat,
    formatVersion: packageFormatVersion,
    origin: olderOrigin(sorted.storyId),
    slug: olderSlug(sorted.storyId),
    draftRevision: 1,
    story,
    files: filesOf({ story, withPaths, media }),
    omitted: [],
    missing: [],
    complete: true,
  });
  return { manifest, losses: losses.list() };
}

function olderSource(source: ReadAhead, files: ReadonlyMap<string, ReceivedEntry>): OlderSource {
  const entryOf = (name: string): ReceivedEntry => {
    const entry = files.get(name);
    if (!entry) throw new TypeError(`The package has no entry ${name}`);
    return entry;
  };
  return {
    sizeOf: (name) => entryOf(name).sizeBytes,
    read: (name) => readSmallFile(source, entryOf(name)),
  };
}

function fileAt(media: ReadonlyMap<string, KnownFile | undefined>, path: string): KnownFile {
  const file = media.get(path);
  if (!file) throw new TypeError(`Nothing is known of the media file ${path}`);
  return file;
}

/** Each content once, under the path of its first use, in the order of first use. */
function filesOf({
  story,
  withPaths,
  media,
}: {
  story: StoryDocument;
  withPaths: StoryDocument;
  media: ReadonlyMap<string, KnownFile | undefined>;
}) {
  const pathOf = new Map<string, string>();
  for (const { sha256: path } of mediaUses(withPaths)) {
    const { sha256 } = fileAt(media, path);
    if (!pathOf.has(sha256)) pathOf.set(sha256, path);
  }
  return [...Map.groupBy(mediaUses(story), (use) => use.sha256)].map(([sha256, uses]) => {
    const path = pathOf.get(sha256) ?? '';
    const { sizeBytes, mediaType } = fileAt(media, path);
    return { path, sha256, sizeBytes, mediaType, uses: uses.map(manifestUse) };
  });
}

function checkDocumentSize(story: StoryDocument, entry: string): void {
  const sizeBytes = Buffer.byteLength(canonicalJson(story));
  if (sizeBytes <= storyLimits.documentBytes) return;
  const message = `This story becomes a document of ${sizeBytes} bytes; one can have at most ${storyLimits.documentBytes}.`;
  throw new PackageError({ rule: 'story-too-large', message, entry });
}
