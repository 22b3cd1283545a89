import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyNewDatabase } from '../apps/server/test/database-template.ts';
import { slowAppend } from '../apps/server/test/tus-client.ts';
import { type Author, signIn } from './author.ts';
import { type DemoServer, startDemoServer } from './demo/demo-server.ts';
import { endProcess } from './demo/end-process.ts';

const mib = 1024 * 1024;
const bytes = randomBytes(48 * mib);

let dataDir: string;
let server: DemoServer;
let author: Author;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'taleport-uploads-'));
  await copyNewDatabase(dataDir);
});
afterEach(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('an upload survives that its server is killed, and that it is stopped', {
  timeout: 120_000,
}, async () => {
  await start();
  const first = await author.beginUpload(bytes.length);
  const killed = send(first, 0);
  await killed.write(bytes.subarray(0, 40 * mib));
  await arrived(first, 36 * mib);
  await endProcess(server.process, 'SIGKILL');
  await expect(killed.answer).rejects.toThrow();

  await start();
  const offset = await offsetOf(first);
  expect(offset).toBeGreaterThanOrEqual(16 * mib);
  await expectReceived(first, offset);
  const rest = send(first, offset);
  await rest.write(bytes.subarray(offset));
  rest.end();
  expect((await rest.answer).headers['upload-offset']).toBe(String(bytes.length));
  await expectReceived(first, bytes.length);

  const second = await author.beginUpload(bytes.length);
  const stopped = send(second, 0);
  await stopped.write(bytes.subarray(0, 3 * mib));
  await arrived(second, 2 * mib);
  expect(await endProcess(server.process, 'SIGTERM')).toEqual([0, null]);
  const { statusCode, headers } = await stopped.answer;
  expect(statusCode).toBe(204);
  expect(Number(headers['upload-offset'])).toBeGreaterThanOrEqual(2 * mib);
  await expectReceived(second, Number(headers['upload-offset']));
});

/** Starts the server, and signs in. */
async function start(): Promise<void> {
  server = await startDemoServer(dataDir);
  author = await signIn(server.url);
}

async function offsetOf(uploadId: string): Promise<number> {
  const asked = { parameters: { uploadId }, headers: tusHeaders };
  return Number((await author.call(uploadRoutes.offset, asked)).headers.get('upload-offset'));
}

function send(uploadId: string, offset: number) {
  const { url } = server;
  const { token } = author;
  return slowAppend({ url, token, uploadId, offset, sizeBytes: bytes.length - offset });
}

const fileOf = (uploadId: string) => join(dataDir, 'blobs/objects/uploads', uploadId);

async function arrived(uploadId: string, sizeBytes: number): Promise<void> {
  const size = async () => (await stat(fileOf(uploadId))).size;
  await expect.poll(size).toBeGreaterThanOrEqual(sizeBytes);
}

async function expectReceived(uploadId: string, sizeBytes: number): Promise<void> {
  const received = await readFile(fileOf(uploadId));
  expect(received.length).toBeGreaterThanOrEqual(sizeBytes);
  expect(received.subarray(0, sizeBytes).equals(bytes.subarray(0, sizeBytes))).toBe(true);
}
