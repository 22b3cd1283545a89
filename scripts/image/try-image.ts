import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exportStory } from '../demo/journey.ts';
import type { Stage } from './dockerfile.ts';
import type { Image } from './perform-stages.ts';
import { type InRoot, runInRoot, spawnInRoot } from './root-folder.ts';

interface Trying {
  readonly image: Image;
  readonly stage: Stage;
  /** The folder of a story, for the export. */
  readonly story: string;
  readonly scratch: string;
  readonly say: (line: string) => void;
}

/**
 * Runs an image as its user, with nothing to write but its volumes and /tmp: makes an admin, starts the server as the
 * image does, asks for its health and its pages, exports a story and stops it. Throws where anything is not as it should be.
 */
export async function tryImage({ image, stage, story, scratch, say }: Trying): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    ...image.environment,
    PORT: String(port),
    PUBLIC_URL: url,
    SECRET: randomBytes(32).toString('hex'),
    SIGN_UP: 'open',
    LOG_LEVEL: 'warn',
  };
  const place: InRoot = { ...image, environment, user: stage.user, writable: stage.volumes };
  await checkWritable(place);
  say('Writes to its volume and to /tmp only');
  const admin = ['admin', 'create', '--email', 'admin@example.org'];
  say((await runInRoot(place, [...stage.entrypoint, ...admin])).replace(/ The password .*/s, ''));
  const server = await startServer(place, [...stage.entrypoint, ...stage.command], url);
  const exited = once(server, 'exit');
  try {
    await runInRoot(place, stage.healthcheck);
    say('HEALTHCHECK says that it is healthy');
    await checkAnswers(url);
    say('/readyz and the studio answer');
    await exportStory({ url, story, draft: false, out: join(scratch, 'package.zip'), say });
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
  if (server.exitCode !== 0) throw new Error(`After SIGTERM it ended with ${server.exitCode}`);
  say('Stopped cleanly at SIGTERM');
}

async function checkWritable(place: InRoot): Promise<void> {
  const [volume = ''] = place.writable;
  const script = `touch ${volume}/a /tmp/a && rm ${volume}/a; for place in / /app /app/apps/server; do if touch $place/a; then exit 3; fi; done`;
  await runInRoot(place, ['sh', '-ec', script]);
}

async function startServer(place: InRoot, words: readonly string[], url: string) {
  const server = spawnInRoot(place, words);
  let errors = '';
  server.stderr?.on('data', (text) => {
    errors += text;
  });
  const ready = new Promise<void>((resolve, reject) => {
    server.once('exit', () => reject(new Error(`The image does not start:\n${errors}`)));
    if (!server.stdout) throw new TypeError('The server has no output');
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line === `Taleport is ready at ${url}`) resolve();
    });
  });
  await ready;
  return server;
}

async function checkAnswers(url: string): Promise<void> {
  const health = await fetch(`${url}/readyz`);
  if (!health.ok) throw new Error(`/readyz answers ${health.status}`);
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const [, script] = /<script[^>]* src="([^"]+)"/.exec(page) ?? [];
  if (script === undefined) throw new Error(`The studio is not there: ${page.slice(0, 200)}`);
  const loaded = await fetch(new URL(script, `${url}/`));
  if (!loaded.ok) throw new Error(`The studio's script answers ${loaded.status}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('No port');
  return address.port;
}
