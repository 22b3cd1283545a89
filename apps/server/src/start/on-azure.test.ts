import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { verifyPackage } from '@taleport/story-archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../test/azurite.ts';
import { picture, storyWith } from '../../test/factories.ts';
import { applyCheck, blobsIn, checkUpload } from '../../test/import-fixture.ts';
import { startPostgres } from '../../test/postgres-server.ts';
import { startStorageProxy } from '../../test/storage-proxy.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { TestClient } from '../../test/test-client.ts';
import { tusClient } from '../../test/tus-client.ts';
import { mediaBlobKey } from '../infrastructure/blob-keys.ts';
import { openAdapters } from './adapters.ts';
import { readSettings } from './config.ts';
import { explain } from './explain.ts';

const program = join(import.meta.dirname, '../../bin/taleport.js');
const server = await startPostgres();

describe.skipIf(!server)('Taleport on PostgreSQL and Azure storage', () => {
  let azurite: Azurite;
  let database: { url: string; drop(): Promise<void> } | undefined;
  let folder: string;
  let app: TestApp;
  const logLines: string[] = [];
  beforeAll(async () => {
    [azurite, database] = await Promise.all([startAzurite(), server?.createDatabase()]);
    folder = await mkdtemp(join(tmpdir(), 'taleport-azure-'));
    app = await startTestApp({
      dataDir: join(folder, 'data'),
      environment: {
        // As in compose.yaml: also without TLS, the download link has to work.
        NODE_ENV: 'production',
        PUBLIC_URL: 'http://127.0.0.1:3000',
        SIGN_UP: 'open',
        DATABASE_URL: database?.url ?? '',
        AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
        SECRET: randomBytes(32).toString('hex'),
        UNUSED_KEEP_HOURS: '0',
      },
      logLines,
    });
  });
  afterAll(async () => {
    await app?.close();
    await Promise.all([database?.drop(), azurite?.stop()]);
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('exports a story with its media, without a data folder', async () => {
    const author = await app.author();
    const story = await author.createStory();
    const media = await author.upload(story.id, picture());
    await author.saveDraft(story.id, storyWith({ cover: { media: media.sha256 } }));
    const { jobId } = await author.exportDraft(story.id);
    await app.drainJobs();
    expect(await app.job(jobId)).toMatchObject({ status: 'Completed', dequeue_count: 1 });

    const answer = await download(author, { storyId: story.id, jobId });
    expect(answer.headers.get('content-disposition')).toContain('.zip');
    const bytes = await answer.bytes();
    const { manifest } = await verifyPackage({
      sizeBytes: bytes.length,
      read: async (offset, length) => bytes.subarray(offset, offset + length),
    });
    expect(manifest.files.map(({ sha256 }) => sha256)).toEqual([media.sha256]);
    expect(await readdir(folder)).toEqual([]);

    expect((await app.app.inject({ url: '/readyz' })).statusCode).toBe(200);
    expect(logLines.join('')).not.toMatch(/AccountKey|[?&]sig=|SharedKey/);
  });

  it('imports a package that comes in two pieces, and exports the same bytes again', async () => {
    const author = await app.author();
    const { story, media } = await author.publishedStory();
    const first = await author.exportStory(story.id);
    await app.drainJobs();
    const bytes = await (await download(author, first)).bytes();
    await forgetStories(media.sha256);

    const reader = await app.author('reader');
    const uploads = tusClient(reader);
    const uploadId = await uploads.begin(bytes.length);
    await uploads.append(uploadId, 0, Buffer.from(bytes.subarray(0, 1_000)));
    await uploads.append(uploadId, 1_000, Buffer.from(bytes.subarray(1_000)));
    const checked = await checkUpload(app, reader, uploadId);
    expect(checked.report).toMatchObject({ media: { new: { files: 1 }, missing: { files: 0 } } });
    const { status, storyId = '' } = await applyCheck(app, reader, checked);
    expect(status).toBe('Completed');
    await reader.publish(storyId);
    const again = await reader.exportStory(storyId);
    await app.drainJobs();
    expect(Buffer.from(bytes).equals(await (await download(reader, again)).bytes())).toBe(true);
    expect(await blobsIn(app.adapters, 'uploads')).toEqual([]);
  });

  /** As on a server that has never had any, nor this file. */
  async function forgetStories(sha256: string): Promise<void> {
    const { db } = app.adapters.database;
    await db.deleteFrom('jobs').execute();
    await db.updateTable('stories').set({ published_version: null }).execute();
    await db.deleteFrom('stories').execute();
    await db.deleteFrom('documents').execute();
    await db.deleteFrom('media').where('sha256', '=', sha256).execute();
    await app.adapters.blobs.delete(mediaBlobKey(sha256));
  }

  it('cleans up uploads that nobody came back for', async () => {
    const { blobs } = app.adapters;
    await blobs.stage(Readable.from([Buffer.from('half')]));
    expect(await Array.fromAsync(blobs.list('media/staging'))).toHaveLength(1);
    const sweep = app.engine.sweeps.find(({ name }) => name === 'media: lost files');
    expect(await sweep?.run(new AbortController().signal)).toBe(1);
    expect(await Array.fromAsync(blobs.list('media/staging'))).toEqual([]);
  });

  it('does not begin to listen where a queue cannot be made, and says which', async () => {
    const proxy = await startStorageProxy(azurite.queueUrl, {
      refuse: () => ({ status: 403, code: 'AuthorizationFailure' }),
    });
    const endpoint = `QueueEndpoint=${proxy.url}${new URL(azurite.queueUrl).pathname}`;
    const environment = {
      DATABASE_URL: database?.url ?? '',
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString.replace(
        /QueueEndpoint=[^;]*/,
        endpoint,
      ),
      SECRET: 's'.repeat(32),
    };
    const said = await startTestApp({ dataDir: join(folder, 'unused'), environment }).then(
      () => 'started',
      explain,
    );
    expect(said).toMatch(
      /^The storage of AZURE_STORAGE_CONNECTION_STRING cannot be used: the queue story-[\w-]+ cannot be made: .*403/,
    );
    await proxy.stop();
  });

  it('ends at its start with a line that names the setting, and holds no secret', async () => {
    const wrongKey = Buffer.from('a key of the tests').toString('base64');
    const connectionString = azurite.connectionString.replace(/Key=[^;]*/, `Key=${wrongKey}`);
    const serving = promisify(execFile)(process.execPath, [program, 'serve'], {
      env: {
        DATABASE_URL: database?.url,
        SECRET: 's'.repeat(32),
        AZURE_STORAGE_CONNECTION_STRING: connectionString,
      },
    });
    const ended = await serving.catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /^The storage of AZURE_STORAGE_CONNECTION_STRING cannot be used: the container story-\w+ cannot be made: .*403.*\n$/,
    );
    expect(ended.stderr).not.toContain(wrongKey);
  });

  it.each([
    ['nonsense', 'AccountKey=hushhush'],
    ['no key', 'BlobEndpoint=http://127.0.0.1:1/a;SharedAccessSignature=sv=1&sig=hushhush'],
  ])('says what is wrong with a connection string: %s', async (_, connectionString) => {
    const settings = readSettings({
      DATABASE_URL: database?.url,
      SECRET: 's'.repeat(32),
      AZURE_STORAGE_CONNECTION_STRING: connectionString,
    });
    const said = await openAdapters(settings).then(() => 'opened', explain);
    expect(said).toMatch(
      /^The storage of AZURE_STORAGE_CONNECTION_STRING cannot be used: .*AccountKey\.$/,
    );
    expect(said).not.toContain('hushhush');
  });
});

/** By the signed link, from the storage itself. */
async function download(author: TestClient, job: Pick<ExportStatusDocument, 'storyId' | 'jobId'>) {
  const parameters = { storyId: job.storyId ?? '', jobId: job.jobId };
  const { headers } = await author.ask(storyExportRoutes.download, { parameters });
  return fetch(String(headers.location));
}
