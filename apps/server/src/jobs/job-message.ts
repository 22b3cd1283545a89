import { z } from 'zod';

const jobMessage = z.object({ kind: z.string(), jobId: z.uuid() });

export type JobMessage = z.infer<typeof jobMessage>;

/** Base64, since control characters in a body break the peek of some queues. */
export function encodeMessage(message: JobMessage): string {
  return Buffer.from(JSON.stringify(message)).toString('base64');
}

/** The message in a body, or undefined when it is not one of ours. */
export function decodeMessage(body: string): JobMessage | undefined {
  try {
    return jobMessage.safeParse(JSON.parse(Buffer.from(body, 'base64').toString())).data;
  } catch {
    return undefined;
  }
}
