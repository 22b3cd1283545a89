import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { routePath } from '@taleport/contracts/route';
import { appendHeaders, tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import type { InjectOptions } from 'fastify';
import type { TestClient } from './test-client.ts';

/** An account that speaks tus. */
export function tusClient(client: TestClient) {
  const ask = (uploadId: string) =>
    client.ask(uploadRoutes.offset, { parameters: { uploadId }, headers: tusHeaders });
  const create = (sizeBytes: number | string, headers = {}, raw?: InjectOptions['payload']) =>
    client.ask(uploadRoutes.create, {
      headers: { ...tusHeaders, 'upload-length': String(sizeBytes), ...headers },
      ...(raw !== undefined && { raw }),
    });
  return {
    ask,
    create,
    /** The id of an upload of so many bytes that has begun. */
    async begin(sizeBytes: number): Promise<string> {
      const { headers } = await create(sizeBytes);
      return String(headers.location).split('/').at(-1) ?? '';
    },
    append: (uploadId: string, offset: number, raw: InjectOptions['payload'], headers = {}) =>
      client.ask(uploadRoutes.append, {
        parameters: { uploadId },
        raw,
        headers: { ...appendHeaders(offset), ...headers },
      }),
    remove: (uploadId: string) =>
      client.ask(uploadRoutes.remove, { parameters: { uploadId }, headers: tusHeaders }),
    async offsetOf(uploadId: string): Promise<number> {
      return Number((await ask(uploadId)).headers['upload-offset']);
    },
  };
}

interface SlowAppend {
  /** Of the server, which listens. */
  readonly url: string;
  readonly token: string;
  readonly uploadId: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A PATCH on a connection of its own, whose body is sent as the test goes on. */
export function slowAppend({ url, token, uploadId, offset, sizeBytes }: SlowAppend) {
  const sending: ClientRequest = request(
    new URL(routePath(uploadRoutes.append, { uploadId }), url),
    {
      method: uploadRoutes.append.method,
      agent: false,
      headers: {
        ...appendHeaders(offset),
        authorization: `Bearer ${token}`,
        'content-length': sizeBytes,
      },
    },
  );
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sending.on('response', (response) => resolve(response.resume())).on('error', reject);
  });
  // It is told to whoever waits for the answer.
  answer.catch(() => undefined);
  return {
    answer,
    /** Resolves when the bytes have left this process. */
    write: (bytes: Uint8Array) =>
      new Promise<void>((resolve) => void sending.write(bytes, () => resolve())),
    end: () => sending.end(),
    breakOff: () => sending.destroy(),
  };
}
