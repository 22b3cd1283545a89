import { isMediaType, type MediaType } from '@taleport/story-model';
import { fileTypeFromBuffer } from 'file-type';

const otherNames: Readonly<Record<string, MediaType>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/opus': 'audio/ogg',
  'image/apng': 'image/png',
};

/** The type that the first bytes of a file show, or undefined where it is none that a story can hold. */
export async function detectMediaType(head: Uint8Array): Promise<MediaType | undefined> {
  const found = await fileTypeFromBuffer(head);
  const [name = ''] = (found?.mime ?? '').split(';');
  const mediaType = otherNames[name] ?? name;
  if (!isMediaType(mediaType)) return undefined;
  if (mediaType === 'video/webm' && !has(head, 'V_')) return 'audio/webm';
  if (mediaType === 'video/mp4' && has(head, 'soun') && !has(head, 'vide')) return 'audio/mp4';
  return mediaType;
}

/**
 * Recorded narration comes in the containers of video. Their track lists, near the beginning, tell: codec ids of
 * WebM pictures begin with `V_` (Matroska, CodecID), MP4 handlers are `vide` and `soun` (ISO/IEC 14496-12, 8.4.3).
 */
function has(head: Uint8Array, mark: string): boolean {
  return Buffer.from(head.buffer, head.byteOffset, head.length).includes(mark, 0, 'latin1');
}
