import { type PeekedMessageItem, type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import {
  askStorage,
  isStatus,
  retryOptions,
  StorageRequestError,
} from '../azure-account/ask-storage.ts';
import { ensureThere } from '../azure-account/ensure-there.ts';
import type { StorageAccount } from '../azure-account/storage-account.ts';
import { MessageTooLargeError, maxMessageBytes, PopReceiptError, type Queues } from '../queues.ts';

const maxBatch = 32;
const neverExpires = -1;
/**
 * Whoever sends, receives or deletes a message has other ways to find work, and soon asks again: a queue that says nothing must
 * not hold it up.
 */
const defaultPatienceMs = 5_000;

interface AzureQueuesOptions {
  /** How long an answer is waited for. */
  readonly patienceMs?: number;
}

/** Azure Storage Queue. Bodies are sent as base64, since a message is XML, which cannot hold every character. */
export function azureQueues(
  account: StorageAccount,
  { patienceMs = defaultPatienceMs }: AzureQueuesOptions = {},
): Queues {
  const service = new QueueServiceClient(account.queueUrl, account.credential, { retryOptions });
  const clientOf = (queue: string): QueueClient => service.getQueueClient(queue);
  const askQueue: Ask = (send) => askStorage(send, { withinMs: patienceMs, tries: 1 });
  const ensure = (queue: string) =>
    ensureThere({
      account,
      name: `the queue ${queue}`,
      create: (options) => clientOf(queue).createIfNotExists(options),
      look: (options) => clientOf(queue).getProperties(options),
    });
  return {
    ensure,

    async send(queue, body) {
      checkSize(body);
      await sendTo(askQueue, clientOf(queue), body).catch(async (error: unknown) => {
        if (!isStatus(error, 404)) throw error;
        // Somebody has removed it since the start.
        await ensure(queue);
        await sendTo(askQueue, clientOf(queue), body);
      });
    },

    async receive(queue, { max, invisibleMs }) {
      const { receivedMessageItems } = await askQueue((abortSignal) =>
        clientOf(queue).receiveMessages({
          numberOfMessages: Math.min(max, maxBatch),
          visibilityTimeout: wholeSeconds(invisibleMs),
          abortSignal,
        }),
      );
      return receivedMessageItems.map((item) => ({
        ...messageOf(item),
        popReceipt: item.popReceipt,
      }));
    },

    async delete(queue, { id, popReceipt }) {
      try {
        await askQueue((abortSignal) =>
          clientOf(queue).deleteMessage(id, popReceipt, { abortSignal }),
        );
      } catch (error) {
        throw isGone(error) ? new PopReceiptError(id) : error;
      }
    },

    async peek(queue, max) {
      const { peekedMessageItems } = await askQueue((abortSignal) =>
        clientOf(queue).peekMessages({ numberOfMessages: Math.min(max, maxBatch), abortSignal }),
      );
      return peekedMessageItems.map(messageOf);
    },

    async count(queue) {
      const { approximateMessagesCount } = await askQueue((abortSignal) =>
        clientOf(queue).getProperties({ abortSignal }),
      );
      return approximateMessagesCount ?? 0;
    },
  };
}

function checkSize(body: string): void {
  const sizeBytes = Buffer.byteLength(body);
  if (sizeBytes > maxMessageBytes) throw new MessageTooLargeError(sizeBytes);
}

type Ask = <T>(send: (abortSignal: AbortSignal) => Promise<T>) => Promise<T>;

function sendTo(askQueue: Ask, client: QueueClient, body: string): Promise<unknown> {
  const text = Buffer.from(body).toString('base64');
  return askQueue((abortSignal) =>
    client.sendMessage(text, { messageTimeToLive: neverExpires, abortSignal }),
  );
}

/** The clock of the service counts whole seconds, and one at least. */
function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}

/** What somebody else has put there may be anything; whoever reads it decides. */
function messageOf({ messageId, messageText, dequeueCount }: PeekedMessageItem) {
  return { id: messageId, body: Buffer.from(messageText, 'base64').toString(), dequeueCount };
}

/** Delete Message, "Remarks": the message was received again since, or is not there any more. */
function isGone(error: unknown): boolean {
  const codes = ['MessageNotFound', 'PopReceiptMismatch', 'InvalidPopReceipt'];
  return error instanceof StorageRequestError && codes.includes(error.code);
}
