import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AnswerError, apiClient, callPath } from './api-client.ts';
import type { Problem } from './problem.ts';
import { storyRoutes } from './routes/stories.ts';

const { create, get, list } = storyRoutes;
const refusal: Problem = {
  ...{ type: 'about:blank', title: 'Not Found', status: 404, instance: '/api/stories/gone' },
  ...{ detail: 'There is no such story', code: 'not_found', retryable: false },
};
/** How it answers what it is asked; by default with what it was asked. */
const answers: Record<string, readonly [number, Record<string, string>, string]> = {
  '/api/stories/gone': [404, {}, JSON.stringify(refusal)],
  '/api/stories/broken': [502, {}, '<p>Bad gateway</p>'],
  '/api/stories/moved': [303, { location: '/elsewhere' }, ''],
};

let server: Server;
let client: ReturnType<typeof apiClient>;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const asked = JSON.stringify(await describeRequest(request));
    const [status, headers, body] = answers[request.url ?? ''] ?? [200, {}, asked];
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = apiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'secret');
});
afterAll(() => server.close());

async function describeRequest(request: IncomingMessage) {
  const { method, url, headers } = request;
  const { authorization, 'content-type': type } = headers;
  return { method, url, authorization, type, body: await text(request) };
}

const asked = z.looseObject({ method: z.string() });
const ofStory = (storyId: string) => ({ parameters: { storyId } });

describe('a client of the API', () => {
  it('asks by a route, as its account', async () => {
    const query = { q: 'a fox & more', limit: 2 };
    expect(callPath(list, { query })).toBe('/api/stories?q=a+fox+%26+more&limit=2');
    expect(await client.read(list, asked, { query })).toEqual({
      ...{
        method: 'GET',
        url: callPath(list, { query }),
        authorization: 'Bearer secret',
        body: '',
      },
    });
  });

  it.each([
    ['a value', { title: 'Ő' }, { type: 'application/json', body: '{"title":"Ő"}' }],
    ['bytes', Buffer.from('GIF89a'), { body: 'GIF89a' }],
    ['a blob', new Blob(['GIF89a']), { body: 'GIF89a' }],
  ])('sends %s', async (_, body, sent) => {
    const { type, body: received } = await client.read(create, asked, { body });
    expect({ type, body: received }).toEqual(sent);
  });

  it('tells why it was refused, also where no problem document says so', async () => {
    await expect(client.read(get, asked, ofStory('gone'))).rejects.toMatchObject({
      message: 'GET /api/stories/gone answered 404: not_found: There is no such story',
      status: 404,
      code: 'not_found',
    });
    const broken = client.call(get, ofStory('broken'));
    await expect(broken).rejects.toThrow('GET /api/stories/broken answered 502: no reason given');
    await expect(broken).rejects.toBeInstanceOf(AnswerError);
  });

  it('gives any answer to whoever asks, and follows no redirect', async () => {
    expect((await client.ask(get, ofStory('gone'))).status).toBe(404);
    const { status, headers } = await client.call(get, ofStory('moved'));
    expect([status, headers.get('location')]).toEqual([303, '/elsewhere']);
  });
});
