import { afterAll, expect, it } from 'vitest';
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
