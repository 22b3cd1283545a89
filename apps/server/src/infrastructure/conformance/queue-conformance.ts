import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  MessageTooLargeError,
  maxMessageBytes,
  PopReceiptError,
  type QueueMessage,
  type Queues,
} from '../queues.ts';

export interface OpenQueues {
  readonly queues: Queues;
  close(): Promise<void>;
}

const minuteMs = 60_000;

/** What every adapter of the queue port has to do: what Azure Storage Queue does. Each test has a queue of its own. */
export function queueConformance(open: () => Promise<OpenQueues>): void {
  let opened: OpenQueues;
  let queue: string;
  const queues = () => opened.queues;
  beforeAll(async () => {
    opened = await open();
  });
  beforeEach(async () => {
    queue = `conformance-${randomUUID()}`;
    await queues().ensure(queue);
  });
  afterAll(() => opened.close());
  const trial: Trial = {
    queues,
    queue: () => queue,
    async sendAll(...bodies) {
      for (const body of bodies) await queues().send(queue, body);
    },
    receive: (max = 1, invisibleMs = minuteMs) => queues().receive(queue, { max, invisibleMs }),
  };

  describe('a queue', () => wholeQueues(trial));
  describe('a message', () => messages(trial));
  describe('a message that was received', () => receivedMessages(trial));
}

interface Trial {
  queues(): Queues;
  queue(): string;
  sendAll(...bodies: string[]): Promise<void>;
  receive(max?: number, invisibleMs?: number): Promise<QueueMessage[]>;
}

function wholeQueues({ queues, queue, sendAll, receive }: Trial): void {
  it('is empty at first, and can be ensured again', async () => {
    await sendAll('a');
    await queues().ensure(queue());
    expect(await queues().count(queue())).toBe(1);
    const empty = `conformance-${randomUUID()}`;
    await queues().ensure(empty);
    expect(await queues().receive(empty, { max: 1, invisibleMs: minuteMs })).toEqual([]);
    expect(await queues().peek(empty, 1)).toEqual([]);
    expect(await queues().count(empty)).toBe(0);
  });

  it('gives the oldest messages first', async () => {
    await sendAll('1', '2', '3', '4', '5');
    const first = await receive(2);
    const rest = await receive(32);
    expect([...first, ...rest].map(({ body }) => body)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('gives 32 messages at a time at most', async () => {
    await sendAll(...Array.from({ length: 40 }, (_, index) => String(index)));
    expect(await queues().peek(queue(), 100)).toHaveLength(32);
    expect(await receive(100)).toHaveLength(32);
    expect(await receive(100)).toHaveLength(8);
    expect(await queues().count(queue())).toBe(40);
  });

  it('gives each message to one of those who receive at the same time', async () => {
    await sendAll(...Array.from({ length: 20 }, (_, index) => String(index)));
    const batches = await Promise.all(Array.from({ length: 10 }, () => receive(3)));
    const bodies = batches.flat().map(({ body }) => Number(body));
    expect(bodies.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('sees nothing of another queue', async () => {
    await sendAll('mine');
    const other = `conformance-${randomUUID()}`;
    await queues().ensure(other);
    expect(await queues().receive(other, { max: 1, invisibleMs: minuteMs })).toEqual([]);
    expect(await queues().count(other)).toBe(0);
    const [message] = await receive();
    await expect(queues().delete(other, theOne(message))).rejects.toThrow(PopReceiptError);
    expect(await queues().count(queue())).toBe(1);
  });
}

function messages({ queues, queue, sendAll, receive }: Trial): void {
  it('comes as it was sent', async () => {
    const body = '{"html":"<p class=\'a\'>&amp;</p>","text":"Árvíztűrő 🐘 語"}';
    await sendAll(body);
    expect(await receive()).toEqual([
      { id: expect.any(String), body, popReceipt: expect.any(String), dequeueCount: 1 },
    ]);
  });

  it('is not changed by a peek', async () => {
    await sendAll('a', 'b');
    const peeked = await queues().peek(queue(), 1);
    expect(peeked).toEqual([{ id: expect.any(String), body: 'a', dequeueCount: 0 }]);
    expect(await queues().peek(queue(), 1)).toEqual(peeked);
    const [received] = await receive();
    expect(received).toMatchObject({ ...peeked[0], dequeueCount: 1 });
  });

  it('can have 48 KiB', async () => {
    const largest = 'x'.repeat(maxMessageBytes);
    await sendAll(largest);
    const [message] = await receive();
    expect(message?.body).toBe(largest);
  });

  it.each([
    ['letters of one byte', 'x'.repeat(maxMessageBytes + 1)],
    ['letters of two bytes', 'é'.repeat(maxMessageBytes / 2 + 1)],
  ])('is refused when it is larger, in %s', async (_, body) => {
    await expect(sendAll(body)).rejects.toThrow(MessageTooLargeError);
    expect(await queues().count(queue())).toBe(0);
  });
}

function receivedMessages({ queues, queue, sendAll, receive }: Trial): void {
  it('is seen by nobody else for a while, and still counted', async () => {
    await sendAll('a');
    await receive();
    expect(await receive()).toEqual([]);
    expect(await queues().peek(queue(), 1)).toEqual([]);
    expect(await queues().count(queue())).toBe(1);
  });

  it('is gone when it was deleted', async () => {
    await sendAll('a', 'b');
    const message = theOne((await receive())[0]);
    await queues().delete(queue(), message);
    expect(await queues().count(queue())).toBe(1);
    expect((await receive(32)).map(({ body }) => body)).toEqual(['b']);
    await expect(queues().delete(queue(), message)).rejects.toThrow(PopReceiptError);
  });

  it('comes back when it was not deleted in time, with another receipt', async () => {
    await sendAll('a');
    const first = theOne((await receive(1, 1))[0]);
    const second = await comesBack(receive);
    expect(second).toMatchObject({ id: first.id, body: 'a', dequeueCount: 2 });
    expect(second.popReceipt).not.toBe(first.popReceipt);
  });

  it('is deleted by its latest receipt only', async () => {
    await sendAll('a');
    const first = theOne((await receive(1, 1))[0]);
    const second = await comesBack(receive);
    await expect(queues().delete(queue(), first)).rejects.toThrow(PopReceiptError);
    expect(await queues().count(queue())).toBe(1);
    await queues().delete(queue(), second);
    expect(await queues().count(queue())).toBe(0);
  });

  it('is deleted late, when nobody else has received it', async () => {
    await sendAll('a');
    const message = theOne((await receive(1, 1))[0]);
    await vi.waitFor(async () => expect(await queues().peek(queue(), 1)).toHaveLength(1), patience);
    await queues().delete(queue(), message);
    expect(await queues().count(queue())).toBe(0);
  });

  it('is counted at each receive', async () => {
    await sendAll('a');
    const counts: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      counts.push((await comesBack(() => receive(1, 1))).dequeueCount);
    }
    expect(counts).toEqual([1, 2, 3]);
  });
}

/** The clock of Azure Storage Queue counts in seconds. */
const patience = { timeout: 10_000, interval: 10 };

async function comesBack(receive: () => Promise<QueueMessage[]>): Promise<QueueMessage> {
  return vi.waitFor(async () => theOne((await receive())[0]), patience);
}

function theOne<T>(message: T | undefined): T {
  if (!message) throw new Error('There is no message');
  return message;
}
