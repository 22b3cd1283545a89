import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Author } from './author.ts';

const mib = 1024 * 1024;

/** Puts a story of videos of a given size onto a server: for trying what large exports do. Returns its id. */
export async function putLargeStory(
  author: Author,
  { folder, videoBytes, videos }: { folder: string; videoBytes: number; videos: number },
): Promise<string> {
  const document = { title: { en: 'A large story' }, languages: ['en'] };
  const story = await author.createStory(document);
  const tiles = [];
  for (let index = 1; index <= videos; index += 1) {
    const file = join(folder, `video-${index}.mp4`);
    await writeVideo(file, videoBytes);
    const { sha256 } = await author.uploadMedia(story.id, await openAsBlob(file));
    tiles.push({ kind: 'video' as const, id: `video-${index}`, video: { en: sha256 } });
  }
  const { revision } = await author.getDraft(story.id);
  await author.saveDraft(story.id, revision, { ...document, tiles });
  return story.id;
}

/** A file that begins as an MP4 does (ISO/IEC 14496-12, 4.3), with random bytes behind. */
async function writeVideo(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path, 'w');
  const header = Buffer.from('\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2hdlrvide', 'latin1');
  const block = randomBytes(mib);
  await file.write(header);
  for (let written = header.length; written < sizeBytes; ) {
    block.writeUIntBE(written, 0, 6);
    const { bytesWritten } = await file.write(block, 0, Math.min(mib, sizeBytes - written));
    written += bytesWritten;
  }
  await file.close();
}
