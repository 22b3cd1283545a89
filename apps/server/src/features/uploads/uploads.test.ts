import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import { maxUnfinishedUploads, type UploadList } from '@taleport/contracts/uploads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { uploadBlobKey } from '../../infrastructure/upload-blob-key.ts';

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp({ environment: { MAX_PACKAGE_GB: '1' } });
  author = await app.author();
});
afterAll(() => app.close());

const tus = { 'tus-resumable': '1.0.0' };
const offsetStream = 'application/offset+octet-stream';
const named = (name: string) => `filename ${Buffer.from(name).toString('base64')}`;

const create = (sizeBytes: number | string, headers: Record<string, string> = {}, who = author) =>
  who.ask(uploadRoutes.create, {
    headers: { ...tus, 'upload-length': String(sizeBytes), ...headers },
  });

async function begun(sizeBytes: number, who = author): Promise<string> {
  const { headers } = await create(sizeBytes, { 'upload-metadata': named('story.zip') }, who);
  return String(headers.location).split('/').at(-1) ?? '';
}

const append = (uploadId: string, offset: number, raw: Buffer, headers = {}, who = author) =>
  who.ask(uploadRoutes.append, {
    parameters: { uploadId },
    raw,
    headers: { ...tus, 'content-type': offsetStream, 'upload-offset': String(offset), ...headers },
  });

const ask = (uploadId: string, who = author) =>
  who.ask(uploadRoutes.offset, { parameters: { uploadId }, headers: tus });

const remove = (uploadId: string, who = author) =>
  who.ask(uploadRoutes.remove, { parameters: { uploadId }, headers: tus });

async function stored(uploadId: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(app.adapters.blobs.read(uploadBlobKey(uploadId))));
}

describe('an upload', () => {
  it('comes in piece by piece, and says how far it is', async () => {
    const bytes = randomBytes(150_000);
    const created = await create(bytes.length, { 'upload-metadata': named('Vulpea.zip') });
    expect(created.statusCode).toBe(201);
    expect(created.headers.location).toMatch(/^\/api\/uploads\/[\w-]{36}$/);
    expect(created.headers).toMatchObject({ 'tus-resumable': '1.0.0', 'cache-control': /no-/ });
  });
});
