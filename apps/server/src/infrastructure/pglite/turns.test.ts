import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** The order in which turns come that were all asked for while another one lasted. */
async function orderOf(asked: readonly string[]): Promise<string[]> {
  const turns = new Turns();
  await turns.take(false);
  const order: string[] = [];
  const taken = asked.map(async (name) => {
    await turns.take(name.startsWith('background'));
    order.push(name);
    turns.pass();
  });
  turns.pass();
  await Promise.all(taken);
  return order;
}

it('requests go before background work, each in its order', async () => {
  const order = await orderOf(['background 1', 'request 1', 'background 2', 'request 2']);
  expect(order).toEqual(['request 1', 'request 2', 'background 1', 'background 2']);
});

it('background work moves on however many requests there are', async () => {
  const requests = Array.from({ length: 9 }, (_, index) => `request ${index}`);
  const order = await orderOf([...requests, 'background 1', 'background 2']);
  expect(order.indexOf('background 1')).toBe(4);
  expect(order.indexOf('background 2')).toBe(9);
});

it('a turn that nobody waits for is free again', async () => {
  const turns = new Turns();
  await turns.take(true);
  turns.pass();
  await turns.take(false);
  turns.pass();
  expect(await orderOf(['request 1'])).toEqual(['request 1']);
});
