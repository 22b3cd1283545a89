import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportEstimate } from '@taleport/contracts/story-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
let storyId: string;
let reads = 0;
beforeAll(async () => {
  app = await startTestApp({ wrap: countingReads });
  author = await app.author();
  storyId = (await author.createStory()).id;
  const [cover, english, romanian] = [
    await author.upload(storyId, picture(1_000)),
    await author.upload(storyId, narration(2_000)),
    await author.upload(storyId, narration(3_000)),
  ];
  const text = { en: 'A fox looked up.', ro: 'O vulpe privea în sus.' };
  const story = storyWith({
    cover: { media: cover.sha256 },
    tiles: [
      {
        kind: 'page',
        id: 'a',
        text,
        narration: { en: english.sha256, ro: romanian.sha256 },
      },
    ],
  });
  await author.saveDraft(storyId, story);
  await author.publish(storyId);
  const titleNarration = { en: english.sha256 };
  const late = await author.upload(storyId, picture(4_000));
  await author.saveDraft(storyId, { ...story, titleNarration, cover: { media: late.sha256 } });
});
afterAll(() => app.close());

/** Every look at a media file counts. */
function countingReads(adapters: TestApp['adapters']): TestApp['adapters'] {
  const { blobs } = adapters;
  return {
    ...adapters,
    blobs: {
      ...blobs,
      stat: (key) => {
        reads += 1;
        return blobs.stat(key);
      },
      read: (key, range) => {
        reads += 1;
        return blobs.read(key, range);
      },
    },
  };
}

const ask = (query: string, locale = 'en') =>
  author.ask(storyExportRoutes.estimate, { parameters: { locale, storyId }, query });
const estimate = async (query: string) => (await ask(query)).json<ExportEstimate>();

describe('the size of an export before it is asked for', () => {
  it.each([
    ['', {}],
    ['?languages=ro', { languages: ['ro'] }],
    ['?audio=false', { include: { audio: false } }],
    [
      '?images=false&audio=false&video=false&version=1',
      { include: { images: false, audio: false, video: false } },
    ],
  ])('is the size that it has: %s', async (query, body) => {
    const foreseen = await estimate(query);
    const job = await author.exportStory(storyId, body);
    await app.drainJobs();
    const made = await author.status(job);
    expect(foreseen).toMatchObject({
      sizeBytes: made.zipSizeBytes,
      fileName: made.zipFileName,
      languageCount: made.languageCount,
      languages: ['en', 'ro'],
      snapshot: { version: 1 },
    });
    const { images, audio, video } = foreseen.media;
    expect(images.files + audio.files + video.files).toBe(made.mediaCount);
  });

  it('is that of the draft, too', async () => {
    const foreseen = await estimate('?draft=true');
    const job = await author.exportDraft(storyId);
    await app.drainJobs();
    expect(foreseen).toMatchObject({
      sizeBytes: (await author.status(job)).zipSizeBytes,
      snapshot: { draftRevision: 3 },
    });
  });

  it('tells what each kind of media takes, and looks at no media for it', async () => {
    expect(reads).toBeGreaterThan(0);
    reads = 0;
    expect((await estimate('?draft=true')).media).toEqual({
      images: { files: 1, sizeBytes: 4_000 },
      audio: { files: 2, sizeBytes: 5_000 + 2 * narration(0).length },
      video: { files: 0, sizeBytes: 0 },
    });
    expect((await estimate('?draft=true&languages=en')).media.audio.files).toBe(1);
    expect((await estimate('?draft=true&images=false')).media.images.files).toBe(0);
    expect(reads).toBe(0);
  });

  it.each([
    ['?languages=fr', 422, 'language_not_in_story'],
    ['?version=9', 422, 'version_not_found'],
    ['?draft=true&version=1', 400, 'validation_failed'],
    ['?languages=', 400, 'validation_failed'],
  ])('is refused as the export would be: %s', async (query, status, code) => {
    expect((await ask(query)).json()).toMatchObject({ status, code });
  });

  it('is not told to others, and not of what is not published', async () => {
    const other = await app.author('other');
    const parameters = { locale: 'en', storyId };
    expect((await other.ask(storyExportRoutes.estimate, { parameters })).statusCode).toBe(404);
    const draft = await other.createStory();
    const unpublished = await other.ask(storyExportRoutes.estimate, {
      parameters: { locale: 'en', storyId: draft.id },
    });
    expect(unpublished.json()).toMatchObject({ status: 409, code: 'no_published_version' });
  });
});
