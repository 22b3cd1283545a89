import { createHash } from 'node:crypto';
import { canonicalJson, type StoryDocument } from '@taleport/story-model';
import { type ArchiveEntry, inlineEntry } from '../zip/plan-archive.ts';
import { checksumListOf } from './checksum-list.ts';
import {
  type PackageFile,
  type PackageManifest,
  packageFormat,
  packageFormatVersion,
} from './manifest.ts';
import { chosenStory, type MediaChoice, type PackageMedia, sortMedia } from './sort-media.ts';
import { startPage } from './start-page.ts';

/** Everything that decides the bytes of a package. */
export interface PackageRequest extends MediaChoice {
  readonly story: StoryDocument;
  readonly origin: string;
  readonly slug: string;
  /** A published version, or the revision of a draft. */
  readonly revision: { readonly version: number } | { readonly draftRevision: number };
  /** The language of the start page. */
  readonly locale: string;
  /** What is known of each media file of the story, by SHA-256. */
  readonly media: ReadonlyMap<string, PackageMedia>;
}

export interface StoryPackage {
  readonly fileName: string;
  readonly entries: readonly ArchiveEntry[];
  readonly manifest: PackageManifest;
}

/**
 * The package of a story as entries for `planArchive`: a pure function, so that each attempt makes the same.
 * Throws a TypeError for media that nothing is known of, and for a choice of languages that leaves none.
 */
export function buildPackage(request: PackageRequest): StoryPackage {
  const manifest = makeManifest(request);
  const story = inlineEntry('story.json', utf8(canonicalJson(manifest)));
  const page = inlineEntry('index.html', utf8(startPage(manifest, request.locale)));
  const sums = inlineEntry(
    'manifest-sha256.txt',
    utf8(checksumList([story, page], manifest.files)),
  );
  return {
    fileName: packageFileName(request),
    entries: [story, page, sums, ...manifest.files.map((file) => mediaEntry(file, request.media))],
    manifest,
  };
}

/** `{slug}-v{version}.zip`, or `{slug}-draft-r{revision}.zip`. */
export function packageFileName({
  slug,
  revision,
}: Pick<PackageRequest, 'slug' | 'revision'>): string {
  return 'version' in revision
    ? `${slug}-v${revision.version}.zip`
    : `${slug}-draft-r${revision.draftRevision}.zip`;
}

function makeManifest(request: PackageRequest): PackageManifest {
  const { story, origin, slug, revision } = request;
  const { files, omitted, missing } = sortMedia(story, request.media, request);
  return {
    format: packageFormat,
    formatVersion: packageFormatVersion,
    origin,
    slug,
    ...revision,
    story: chosenStory(story, request),
    files,
    omitted,
    missing,
    complete: missing.length === 0,
  };
}

function mediaEntry(file: PackageFile, media: ReadonlyMap<string, PackageMedia>): ArchiveEntry {
  const known = media.get(file.sha256);
  if (!known) throw new TypeError(`Nothing is known of the media file ${file.sha256}`);
  return {
    name: file.path,
    sizeBytes: known.sizeBytes,
    crc32: known.crc32,
    content: { key: known.blobKey, sha256: known.sha256 },
  };
}

function checksumList(inline: readonly ArchiveEntry[], files: readonly PackageFile[]): string {
  const written = inline.map(({ name, content }): [string, string] => [
    name,
    createHash('sha256')
      .update(content as Uint8Array)
      .digest('hex'),
  ]);
  const stored = files.map(({ path, sha256 }): [string, string] => [path, sha256]);
  return checksumListOf([...written, ...stored]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
