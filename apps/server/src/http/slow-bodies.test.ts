import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refuseSlowBodies } from './slow-bodies.ts';

const app = fastify({ forceCloseConnections: true });
beforeAll(async () => {
  refuseSlowBodies(app, 100);
  app.post('/kept', async () => 'kept');
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.post('/passed-on', async ({ raw }) => `passed on: ${await text(raw)}`);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

/** Asks for a path, with the first byte of a body of four. */
function ask(path: string): Socket {
  const { port } = app.server.address() as AddressInfo;
  const line = connect(port, '127.0.0.1');
  const head = ['Host: a', 'Content-Type: application/json', 'Content-Length: 4'].join('\r\n');
  line.write(`POST ${path} HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\nt`);
  line.on('error', () => line.destroy());
  return line;
}

it('a body that is kept has to come in time, and one that is passed on need not', async () => {
  const upload = ask('/passed-on');
  await once(app.server, 'request');
  const slow = ask('/kept');
  slow.resume();
  await once(slow, 'close');
  upload.write('rue');
  expect(await text(upload)).toMatch(/passed on: true$/);
  const quick = ask('/kept');
  quick.write('rue');
  expect(await text(quick)).toMatch(/kept$/);
});
