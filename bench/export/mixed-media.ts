import { createCipheriv } from 'node:crypto';

export interface MediaDraft {
  readonly kind: 'image' | 'audio' | 'video';
  readonly sizeBytes: number;
  /** Makes the content; the same for the same place in the story. */
  readonly seed: number;
}

const pagesPerVideo = 16;
const sizes = {
  image: [100_000, 3_000_000],
  audio: [500_000, 5_000_000],
  video: [20_000_000, 200_000_000],
} as const;

/** First bytes by which the server knows a file: JPEG, ID3v2 of MP3, and MP4 with a picture track. */
const heads = {
  image: Buffer.from('ffd8ffe000104a46494600010100', 'hex'),
  audio: Buffer.from('49443304000000000000fffb9064', 'hex'),
  video: Buffer.from('\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2hdlrvide', 'latin1'),
};

/**
 * The media of a story of this size: chapters of a video and sixteen pages, each with a picture and narration. By bytes,
 * three fifths are video. The same for the same size, on any machine.
 */
export function mixedMedia(totalBytes: number): MediaDraft[] {
  const random = randomNumbers();
  const media: MediaDraft[] = [];
  let rest = totalBytes;
  for (let place = 0; rest > 0; place += 1) {
    const inChapter = place % (1 + 2 * pagesPerVideo);
    const kind = inChapter === 0 ? 'video' : inChapter % 2 === 1 ? 'image' : 'audio';
    const [min, max] = sizes[kind];
    const sizeBytes = Math.min(Math.floor(min + random() * (max - min)), Math.max(rest, min));
    media.push({ kind, sizeBytes, seed: place });
    rest -= sizeBytes;
  }
  return media;
}

/** The bytes of a media file: they cannot be compressed, no more than those of real ones. */
export function mediaContent({ kind, sizeBytes, seed }: MediaDraft): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed);
  const content = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(
    Buffer.alloc(sizeBytes),
  );
  heads[kind].copy(content);
  return content;
}

/** Numbers from 0 up to 1 (mulberry32). */
function randomNumbers(): () => number {
  let state = 20_261_101;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
