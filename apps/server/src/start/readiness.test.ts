import { expect, it } from 'vitest';
import { startTestApp } from '../../test/test-app.ts';

it('a process is ready until it begins to stop', async () => {
  const app = await startTestApp();
  const ready = await app.app.inject('/readyz');
  expect(ready.json()).toEqual({
    status: 'ok',
    checks: ['process', 'database', 'queue', 'blobs'],
  });
  // Its last answers are given while it puts its jobs down.
  const closing = app.close();
  const stopping = await app.app.inject('/readyz');
  expect(stopping.json()).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
  expect(stopping.headers['retry-after']).toBeDefined();
  await closing;
});
