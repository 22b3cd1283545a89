import { isMediaType, type MediaType } from '@taleport/story-model';
import { fileTypeFromBuffer } from 'file-type';

/** Enough to see the type of every container, with the track list of most. */
export const mediaHeadBytes = 64 * 1024;

const otherNames: Readonly<Record<string, MediaType>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/opus': 'audio/ogg',
  'image/apng': 'image/png',
};

/**
 * The type that the first `mediaHeadBytes` of a file show, or undefined where it is none that a story can hold.
 * Bytes behind them are not looked at: whoever has more of the file comes to the same answer.
 */
export async function detectMediaType(start: Uint8Array): Promise<MediaType | undefined> {
  const head = start.subarray(0, mediaHeadBytes);
  const found = await fileTypeFromBuffer(head);
  const [name = ''] = (found?.mime ?? '').split(';');
  if (name === 'video/mp2t' && isMp3(head)) return 'audio/mpeg';
  const mediaType = otherNames[name] ?? name;
  if (!isMediaType(mediaType)) return undefined;
  if (mediaType === 'video/webm' && !has(head, 'V_')) return 'audio/webm';
  if (mediaType === 'video/mp4' && has(head, 'soun') && !has(head, 'vide')) return 'audio/mp4';
  return mediaType;
}

/**
 * Whether a file that begins like this is of a type. Where a track list lies behind the head, a container can be either
 * of its two types, and is as good as the one that it was given.
 */
export async function isOfMediaType(start: Uint8Array, mediaType: MediaType): Promise<boolean> {
  const found = await detectMediaType(start);
  return (
    found === mediaType || (found !== undefined && containerOf(found) === containerOf(mediaType))
  );
}

function containerOf(mediaType: MediaType): string {
  return mediaType.replace(/^(?:audio|video)\/(?=mp4|webm)/, '');
}

/**
 * Whether a frame of MPEG audio, layer III, begins the file or follows its tag (ISO/IEC 11172-3, 2.4.1.3; ID3v2.3, 3.1). The two
 * bytes by which a transport stream is known can be in such a frame by chance.
 */
function isMp3(head: Uint8Array): boolean {
  const hasTag = has(head.subarray(0, 3), 'ID3');
  const tagBytes = hasTag
    ? 10 + head.subarray(6, 10).reduce((sum, byte) => sum * 128 + byte, 0)
    : 0;
  const [sync = 0, layer = 0] = head.subarray(tagBytes);
  return sync === 0xff && (layer & 0xe6) === 0xe2;
}

/**
 * Recorded narration comes in the containers of video. Their track lists, near the beginning, tell: codec ids of
 * WebM pictures begin with `V_` (Matroska, CodecID), MP4 handlers are `vide` and `soun` (ISO/IEC 14496-12, 8.4.3).
 */
function has(head: Uint8Array, mark: string): boolean {
  return Buffer.from(head.buffer, head.byteOffset, head.length).includes(mark, 0, 'latin1');
}
