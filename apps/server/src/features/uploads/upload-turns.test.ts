import { expect, it } from 'vitest';
import { UploadTurns } from './upload-turns.ts';

/** A request that has received a chunk and waits for another, which never comes. */
async function stalledTurn(turns: UploadTurns) {
  const stopped = Promise.withResolvers<IteratorResult<Uint8Array>>();
  const stop = () => stopped.resolve({ done: true, value: undefined });
  const turn = await turns.take('one', { stop, insists: false });
  const next = async () => stopped.promise;
  const content = { [Symbol.asyncIterator]: () => ({ next }) };
  const received = Array.fromAsync(turn.pass(content)).then(() => turn.end());
  return { turn, received, stop };
}

const noStop = () => undefined;

it('a request from which nothing comes gives way to another, and to a question', async () => {
  for (const come of [
    (turns: UploadTurns) => turns.take('one', { stop: noStop, insists: false }),
    (turns: UploadTurns) => turns.settle('one'),
  ]) {
    const turns = new UploadTurns(0);
    const { received } = await stalledTurn(turns);
    await come(turns);
    await received;
  }
});

it('a request that waits for its next bytes does not give way at once', async () => {
  const turns = new UploadTurns(60_000);
  const { stop, received } = await stalledTurn(turns);
  await turns.settle('one');
  const other = turns.take('one', { stop: noStop, insists: false });
  await expect(other).rejects.toMatchObject({ status: 423, code: 'upload_busy' });
  await turns.take('two', { stop: noStop, insists: false });
  stop();
  await received;
  await turns.take('one', { stop: noStop, insists: false });
});

it('of several that wait for a turn, one gets it', async () => {
  const turns = new UploadTurns(60_000);
  await stalledTurn(turns);
  const ask = () => turns.take('one', { stop: noStop, insists: false });
  const insist = turns.take('one', { stop: noStop, insists: true });
  const outcomes = await Promise.allSettled([insist, ask(), ask()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
});

it('all end when the server stops', async () => {
  const turns = new UploadTurns(60_000);
  const { received } = await stalledTurn(turns);
  await turns.finishAll();
  await received;
});
