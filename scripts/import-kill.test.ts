import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobTimeline } from '@taleport/contracts/jobs';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { importStatusDocument } from '@taleport/contracts/story-import';
import { storyDocument } from '@taleport/story-model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyNewDatabase } from '../apps/server/test/database-template.ts';
import { sampleMedia } from '../packages/story-archive/test/sample-media.ts';
import { packageBytes, packageSample } from '../packages/story-archive/test/story-packages.ts';
import { type Author, signIn } from './author.ts';
import { type DemoServer, startDemoServer } from './demo/demo-server.ts';
import { endProcess } from './demo/end-process.ts';

const mib = 1024 * 1024;
const films = Array.from({ length: 24 }, (_, index) =>
  sampleMedia('video/mp4', `film ${index}`, { sizeBytes: 2 * mib }),
);
const story = storyDocument.parse({
  title: { en: 'Many films' },
  languages: ['en'],
  tiles: films.map(({ sha256 }, index) => ({
    kind: 'video',
    id: `film-${index}`,
    video: { en: sha256 },
  })),
});
const bytes = packageBytes(
  packageSample({ story, library: films, slug: 'many-films', revision: { draftRevision: 1 } }),
);

let dataDir: string;
let server: DemoServer;
let author: Author;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'taleport-imports-'));
  await copyNewDatabase(dataDir);
});
afterEach(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('an import that is killed while it checks and while it stores makes one whole story', {
  timeout: 120_000,
}, async () => {
  await start();
  const uploadId = await author.uploadPackage(new Blob([new Uint8Array(bytes)]));
  const check = await author.read(storyImportRoutes.create, importStatusDocument, {
    parameters: { locale: 'en' },
    body: { uploadId, autoApply: true },
  });
  await reached(check.jobId, ({ phase, status }) => phase === 'checking' || status === 'Completed');
  await killAndStart();
  const checked = await reached(check.jobId, ({ status }) => status === 'Completed');
  const applyJobId = checked.otherJobId ?? '';
  await expect
    .poll(async () => (await readdir(mediaFolder()).catch(() => [])).length)
    .toBeGreaterThan(2);
  await killAndStart();
  const done = await reached(applyJobId, ({ status }) => status === 'Completed');
  // The check may have been quicker than its kill; storing so much takes longer than that.
  expect(await starts(applyJobId)).toBeGreaterThan(1);

  expect(await author.listStories()).toHaveLength(1);
  const { document } = await author.getDraft(done.storyId ?? '');
  expect(document).toEqual(story);
  const media = await readdir(mediaFolder(), { recursive: true, withFileTypes: true });
  expect(
    media
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort(),
  ).toEqual(films.map(({ sha256 }) => sha256).sort());
  const staging = await readdir(join(dataDir, 'blobs/staging')).catch(() => []);
  const uploads = await readdir(join(dataDir, 'blobs/objects/uploads')).catch(() => []);
  expect([staging, uploads]).toEqual([[], []]);
});

const mediaFolder = () => join(dataDir, 'blobs/objects/media');

/** Starts the server, and signs in. */
async function start(): Promise<void> {
  server = await startDemoServer(dataDir);
  author = await signIn(server.url);
}

async function killAndStart(): Promise<void> {
  await endProcess(server.process, 'SIGKILL');
  await start();
}

type Status = ReturnType<typeof importStatusDocument.parse>;

/** The status of a job that has come so far. */
async function reached(jobId: string, isSo: (status: Status) => boolean): Promise<Status> {
  let status: Status | undefined;
  const look = async () => {
    status = await author.read(storyImportRoutes.status, importStatusDocument, {
      parameters: { jobId },
    });
    return isSo(status);
  };
  await expect.poll(look, { timeout: 60_000, interval: 5 }).toBe(true);
  if (!status) throw new Error('Nothing was read');
  return status;
}

/** How many attempts of a job have begun. */
async function starts(jobId: string): Promise<number> {
  const { events } = await author.read(storyImportRoutes.timeline, jobTimeline, {
    parameters: { jobId },
  });
  return events.filter(({ name }) => name === 'claim' || name === 'reclaim').length;
}
