import type { Author } from '../scripts/author.ts';
import { type DemoServer, startDemoServer } from '../scripts/demo/demo-server.ts';
import { mediaContent, mixedMedia } from './export/mixed-media.ts';

/** A media file as the server has it. */
export interface StoredMedia {
  readonly kind: 'image' | 'audio' | 'video';
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly crc32: number;
}

/** A story on the server whose draft can be saved again and again, so that each export is another one. */
export interface LargeStory {
  readonly storyId: string;
  readonly media: readonly StoredMedia[];
  /** Gives the draft another title. */
  retitle(title: string): Promise<void>;
}

/** The real server as a process of its own. */
export function startServer(dataDir: string): Promise<DemoServer> {
  return startDemoServer(dataDir, { LOG_LEVEL: 'error' });
}

/** Uploads a story of mixed media. */
export async function putStory(client: Author, sizeBytes: number): Promise<LargeStory> {
  const document = (title: string) => ({ title: { en: title }, languages: ['en'] });
  const { id: storyId } = await client.createStory(document('A large story'));
  const media: StoredMedia[] = [];
  for (const draft of mixedMedia(sizeBytes)) {
    const bytes = new Uint8Array(mediaContent(draft));
    media.push({ kind: draft.kind, ...(await client.uploadMedia(storyId, bytes)) });
  }
  const tiles = media.map(({ kind, sha256 }, index) => {
    const id = `tile-${index + 1}`;
    if (kind === 'video') return { kind: 'video' as const, id, video: { en: sha256 } };
    const content =
      kind === 'image' ? { picture: { media: sha256 } } : { narration: { en: sha256 } };
    return { kind: 'page' as const, id, ...content };
  });
  let revision = 1;
  return {
    storyId,
    media,
    async retitle(title) {
      revision = await client.saveDraft(storyId, revision, { ...document(title), tiles });
    },
  };
}
