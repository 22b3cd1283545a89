import { Readable } from 'node:stream';
import { type StoryDocumentInput, storyDocument } from '@taleport/story-model';
import { uploadMedia } from '../../apps/server/src/features/media/upload-media.ts';
import { createStory } from '../../apps/server/src/features/stories/stories-service.ts';
import { createAccount } from '../../apps/server/src/http/create-account.ts';
import { openAdapters } from '../../apps/server/src/start/adapters.ts';
import { readSettings } from '../../apps/server/src/start/config.ts';
import { createLog } from '../../apps/server/src/start/log.ts';
import { createServer } from '../../apps/server/src/start/server.ts';
import { demoAccount } from '../author.ts';
import { type FakeKind, fakeMedia } from '../kill/fake-media.ts';

export interface MediaPlan {
  readonly kind: FakeKind;
  readonly sizeBytes: number;
}

interface Putting {
  /** Settings of the server that will have the story. None may run on a data folder of its own meanwhile. */
  readonly environment: Readonly<Record<string, string>>;
  readonly media: readonly MediaPlan[];
  readonly say: (line: string) => void;
}

/** Each holds a media file in memory. */
const putsAtOnce = 8;
const sayEvery = 5_000;

/**
 * Puts a story with this media where a server will find it, through the server's own store but without HTTP, since it is the
 * export that is measured. It belongs to the account of the demo. Returns its id.
 */
export async function putMediaStory({ environment, media, say }: Putting): Promise<string> {
  const settings = readSettings(environment);
  const adapters = await openAdapters(settings);
  const server = await createServer({ settings, adapters, log: createLog('error') });
  const { db } = adapters.database;
  try {
    const account = await createAccount(db, { ...demoAccount, name: 'Author', role: 'creator' });
    if (!account) throw new Error('The account of the demo is there already');
    const hashes: string[] = [];
    const put = async (index: number, { kind, sizeBytes }: MediaPlan) => {
      const { sha256 } = await uploadMedia({
        ...{ db, blobs: adapters.blobs, ownerId: account.id },
        content: Readable.from([fakeMedia(kind, sizeBytes, `media ${index}`)]),
        maxBytes: settings.features.maxUploadBytes,
      });
      hashes[index] = sha256;
      if ((index + 1) % sayEvery === 0) say(`${index + 1} media files are stored`);
    };
    const rest = media.entries();
    const putAll = async () => {
      for (const [index, each] of rest) await put(index, each);
    };
    await Promise.all(Array.from({ length: putsAtOnce }, putAll));
    const document = storyDocument.parse(documentOf(media, hashes));
    return (await createStory(db, account, { document })).id;
  } finally {
    await server.close();
  }
}

/** Languages by the names of ISO 639-3 that are kept for local use: as many as a story takes. */
const languages = Array.from({ length: 100 }, (_, index) => {
  const letter = (value: number) => String.fromCharCode(97 + value);
  return `q${letter(Math.floor(index / 26))}${letter(index % 26)}`;
});

/** Pictures and videos have a tile each; narrations are spread over languages, a hundred of them on a tile. */
function documentOf(media: readonly MediaPlan[], hashes: readonly string[]): StoryDocumentInput {
  const of = (kind: FakeKind) => hashes.filter((_, index) => media[index]?.kind === kind);
  const narrations = of('narration');
  const spoken = Array.from(
    { length: Math.ceil(narrations.length / languages.length) },
    (_, tile) =>
      Object.fromEntries(
        languages.flatMap((language, index) => {
          const sha256 = narrations[tile * languages.length + index];
          return sha256 === undefined ? [] : [[language, sha256]];
        }),
      ),
  );
  const page = { kind: 'page' as const, text: { qaa: 'A page' } };
  return {
    title: { qaa: 'A story of many files' },
    languages,
    tiles: [
      ...of('picture').map((sha256, index) => ({
        ...{ ...page, id: `picture-${index}` },
        picture: { media: sha256 },
      })),
      ...spoken.map((narration, index) => ({ ...page, id: `spoken-${index}`, narration })),
      ...of('video').map((sha256, index) => ({
        ...{ kind: 'video' as const, id: `video-${index}`, text: { qaa: 'A film' } },
        video: { qaa: sha256 },
      })),
    ],
  };
}
