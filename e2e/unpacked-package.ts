import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { buildPackage, type PackageMedia } from '@taleport/story-archive';
import { type MediaType, mapMedia, type StoryDocument } from '@taleport/story-model';
import { readSampleStory } from '../apps/server/src/start/sample-story.ts';

interface UnpackedPackage {
  /** The folder to unpack into. */
  readonly folder: string;
  readonly slug: string;
  readonly locale: string;
  /** Another story with the media of the sample, named by their files. */
  readonly change?: (document: StoryDocument) => StoryDocument;
  /** Files of the sample that the store has lost. */
  readonly missing?: readonly string[];
}

const mediaTypeOf: Readonly<Record<string, MediaType>> = { jpg: 'image/jpeg', mp3: 'audio/mpeg' };

/** Writes the files of a sample's package into a folder, as unpacking it would; the address of its start page. */
export async function unpackPackage(options: UnpackedPackage): Promise<string> {
  const { folder, slug, locale, change = (document) => document, missing = [] } = options;
  const sample = await readSampleStory(join(import.meta.dirname, '../samples', slug));
  const bytesOf = new Map<string, Buffer>();
  const media = new Map<string, PackageMedia>();
  const hashOf = new Map<string, string>();
  for (const name of sample.files) {
    const bytes = await readFile(join(sample.folder, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const mediaType = mediaTypeOf[name.split('.').at(-1) ?? ''] ?? 'image/jpeg';
    const trouble = missing.includes(name) && ({ trouble: 'missing' } as const);
    const [sizeBytes, crc] = [bytes.length, crc32(bytes)];
    media.set(sha256, { sha256, mediaType, sizeBytes, crc32: crc, blobKey: name, ...trouble });
    bytesOf.set(name, bytes);
    hashOf.set(name, sha256);
  }
  const { entries } = buildPackage({
    story: mapMedia(change(sample.document), (name) => hashOf.get(name) ?? name),
    origin: sample.originId,
    slug,
    revision: { version: 1 },
    locale,
    include: { images: true, audio: true, video: true },
    media,
  });
  for (const { name, content } of entries) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    const bytes = content instanceof Uint8Array ? content : bytesOf.get(content.key);
    await writeFile(file, bytes ?? '');
  }
  return pathToFileURL(join(folder, 'index.html')).href;
}
