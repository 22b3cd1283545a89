import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueueServiceClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { isPartAway } from '../part-away.ts';
import { askStorage } from './ask-storage.ts';

const key = Buffer.from('a key of the tests').toString('base64');
let asked = 0;
const silent = createServer(() => {
  asked += 1;
});
beforeAll(() => new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

function queueAt(port: number) {
  const credential = new StorageSharedKeyCredential('account', key);
  const options = { retryOptions: { maxTries: 1 } };
  return new QueueServiceClient(
    `http://127.0.0.1:${port}/account`,
    credential,
    options,
  ).getQueueClient('queue');
}

it('a service that does not answer is asked three times, and given up', async () => {
  const queue = queueAt((silent.address() as AddressInfo).port);
  const asking = askStorage((abortSignal) => queue.getProperties({ abortSignal }), {
    withinMs: 50,
  });
  await expect(asking).rejects.toMatchObject({ name: 'StorageRequestError', code: 'NoAnswer' });
  expect(asked).toBe(3);
});

it('an answer that breaks off is asked for again', async () => {
  let broken = 0;
  const breaking = createServer((_, answer) => {
    broken += 1;
    answer.writeHead(200, { 'content-type': 'application/xml', 'content-length': 100 });
    answer.write('<?xml version="1.0"', () => answer.destroy());
  });
  await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void breaking.close());
  const queue = queueAt((breaking.address() as AddressInfo).port);
  const asking = askStorage((abortSignal) => queue.receiveMessages({ abortSignal }), { tries: 2 });
  await expect(asking).rejects.toMatchObject({ name: 'StorageRequestError', code: 'PARSE_ERROR' });
  expect(broken).toBe(2);
});

it('a signal ends a request at once, with its reason', async () => {
  const queue = queueAt((silent.address() as AddressInfo).port);
  const stop = new AbortController();
  silent.once('request', () => stop.abort(new Error('stopped')));
  const asking = askStorage((abortSignal) => queue.getProperties({ abortSignal }), {
    signal: stop.signal,
  });
  await expect(asking).rejects.toThrow('stopped');
});

it('an error says what happened, and holds nothing of the request', async () => {
  const queue = queueAt(1);
  const error: unknown = await askStorage((abortSignal) =>
    queue.getProperties({ abortSignal }),
  ).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'StorageRequestError', code: 'ECONNREFUSED' });
  expect(isPartAway(error)).toBe(true);
  expect(Object.keys(error as object).sort()).toEqual(['code', 'name', 'status']);
});
