import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startAzurite } from '../../../test/azurite.ts';
import { accountOfConnectionString } from '../azure-account/storage-account.ts';
import { queueConformance } from '../conformance/queue-conformance.ts';
import { azureQueues } from './azure-queues.ts';

const azurite = await startAzurite();
afterAll(() => azurite.stop());

queueConformance(async () => ({
  queues: azureQueues(accountOfConnectionString(azurite.connectionString)),
  close: async () => {},
}));

it('a queue that somebody has removed is made again by the next message', async () => {
  const queues = azureQueues(accountOfConnectionString(azurite.connectionString));
  await queues.send('never-made', 'a');
  expect(await queues.count('never-made')).toBe(1);
});

it('a key that is not that of the account is named by its setting, and not told', async () => {
  const wrongKey = Buffer.from('a key of the tests').toString('base64');
  const account = accountOfConnectionString(
    azurite.connectionString.replace(/AccountKey=[^;]*/, `AccountKey=${wrongKey}`),
  );
  const error: unknown = await azureQueues(account)
    .ensure('conformance-queue')
    .catch((reason: unknown) => reason);
  expect(String(error)).toMatch(
    /^StorageUnavailableError: The storage of AZURE_STORAGE_CONNECTION_STRING .*conformance-queue.*403/,
  );
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(wrongKey);
});

it('a queue that says nothing is asked once, and given up', async () => {
  let asked = 0;
  const silent = createServer(() => {
    asked += 1;
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const account = accountOfConnectionString(
    azurite.connectionString.replace(new URL(azurite.queueUrl).host, `127.0.0.1:${port}`),
  );
  const queues = azureQueues(account, { patienceMs: 50 });
  const asking = [
    queues.receive('queue', { max: 1, invisibleMs: 1_000 }),
    queues.send('queue', 'a'),
    queues.delete('queue', { id: 'id', popReceipt: 'receipt' }),
  ];
  for (const each of asking) await expect(each).rejects.toMatchObject({ code: 'NoAnswer' });
  expect(asked).toBe(asking.length);
});
