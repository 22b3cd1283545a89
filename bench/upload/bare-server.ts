import { open, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Writes the body of a PUT to the file that is its argument, removes it at a DELETE, and prints its address. */
const [, , path = ''] = process.argv;

async function receive(request: IncomingMessage): Promise<void> {
  const file = await open(path, 'w');
  for await (const bytes of request) await file.write(bytes);
  await file.sync();
  await file.close();
}

const server = createServer(async (request, response) => {
  if (request.method === 'PUT') await receive(request);
  else await rm(path);
  response.writeHead(204).end();
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
