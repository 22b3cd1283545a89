export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  /** Changes each time the message is received; only the latest one can delete it. */
  readonly popReceipt: string;
  readonly dequeueCount: number;
}

/** A receipt that is not the latest one of its message, or a message that is gone. */
export class PopReceiptError extends Error {
  constructor(messageId: string) {
    super(`The message ${messageId} is gone, or was received again since`);
    this.name = 'PopReceiptError';
  }
}

/** A message body that no queue takes. */
export class MessageTooLargeError extends Error {
  constructor(sizeBytes: number) {
    super(`A message of ${sizeBytes} bytes is over the limit of ${maxMessageBytes}`);
    this.name = 'MessageTooLargeError';
  }
}

/** Azure Storage Queue takes 64 KiB of text; bodies are sent to it as base64, in which each three bytes need four. */
export const maxMessageBytes = 48 * 1024;

/**
 * The port to queues, with the semantics of Azure Storage Queue: a received message is invisible for a while and comes
 * back unless it is deleted; it may come twice and in any order. Messages do not expire.
 */
export interface Queues {
  /** Makes the queue when it is missing. */
  ensure(queue: string): Promise<void>;
  /** Throws MessageTooLargeError. */
  send(queue: string, body: string): Promise<void>;
  /** Up to `max` (32 at most) visible messages, each invisible to others for `invisibleMs` from now. */
  receive(queue: string, options: { max: number; invisibleMs: number }): Promise<QueueMessage[]>;
  /** Throws PopReceiptError. */
  delete(queue: string, message: Pick<QueueMessage, 'id' | 'popReceipt'>): Promise<void>;
  /** Up to `max` (32 at most) visible messages; changes nothing. */
  peek(queue: string, max: number): Promise<Omit<QueueMessage, 'popReceipt'>[]>;
  /** How many messages are in the queue, visible or not; about right. */
  count(queue: string): Promise<number>;
}
