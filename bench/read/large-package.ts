import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import {
  buildPackage,
  type PackageMedia,
  planArchive,
} from '../../packages/story-archive/src/index.ts';
import { sampleMedia } from '../../packages/story-archive/test/sample-media.ts';
import { packageSample } from '../../packages/story-archive/test/story-packages.ts';
import { storyDocument } from '../../packages/story-model/src/index.ts';

const mebibyte = 1024 * 1024;
/** Pictures, narration and films, as stories have them. */
const kinds = [
  { mediaType: 'image/jpeg', sizeBytes: mebibyte },
  { mediaType: 'audio/mpeg', sizeBytes: 3 * mebibyte },
  { mediaType: 'video/mp4', sizeBytes: 28 * mebibyte },
] as const;
const tileBytes = kinds.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Writes a package with about so many bytes of media, which do not compress. Resolves to its size. */
export async function writeLargePackage(path: string, mediaBytes: number): Promise<number> {
  const noise = randomBytes(32 * mebibyte);
  const contentOf = (tile: number, { mediaType, sizeBytes }: (typeof kinds)[number]) => {
    const head = sampleMedia(mediaType, `${tile}`).bytes;
    return Buffer.concat([head, noise.subarray(0, sizeBytes - head.length)]);
  };
  const contents = new Map<string, () => Buffer>();
  const media: PackageMedia[] = [];
  const tiles = Array.from({ length: Math.ceil(mediaBytes / tileBytes) }, (_, tile) => {
    const [picture = '', sound = '', film = ''] = kinds.map((kind) => {
      const bytes = contentOf(tile, kind);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const { mediaType, sizeBytes } = kind;
      media.push({ sha256, mediaType, sizeBytes, crc32: crc32(bytes), blobKey: sha256 });
      contents.set(sha256, () => contentOf(tile, kind));
      return sha256;
    });
    return {
      kind: 'video',
      id: `tile-${tile}`,
      picture: { media: picture },
      narration: { en: sound },
      video: { en: film },
    };
  });
  const story = storyDocument.parse({ title: { en: 'Large' }, languages: ['en'], tiles });
  const byHash = new Map(media.map((each) => [each.sha256, each]));
  const plan = planArchive(buildPackage({ ...packageSample(), story, media: byHash }).entries);
  const file = await open(path, 'wx');
  for (const segment of plan.segments) {
    const bytes = segment.kind === 'inline' ? segment.bytes : contents.get(segment.key)?.();
    if (bytes) await file.writeFile(bytes);
  }
  await file.close();
  return plan.sizeBytes;
}
