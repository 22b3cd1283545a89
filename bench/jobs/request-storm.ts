import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { callPath } from '@taleport/contracts/api-client';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { signIn } from '../../scripts/author.ts';
import { endProcess } from '../../scripts/demo/end-process.ts';
import { startServer } from '../bench-server.ts';
import type { Storm, StormRequest } from './storm-client.ts';

const perSecond = 50;
/** Some five hundred requests in, there is a pause of 20 ms and more, whichever route answers and however fast they come. */
const warmUpTimes = 750;
const times = 1_000;

/** Who exports in a storm, and what. */
export interface StormAuthor {
  readonly token: string;
  readonly storyIds: readonly string[];
}

/** Makes as many stories as there are requests in a storm, on a server that is stopped then. */
export async function storiesForStorm(dataDir: string): Promise<StormAuthor> {
  const server = await startServer(dataDir);
  try {
    const author = await signIn(server.url);
    const storyIds: string[] = [];
    for (let index = 0; index < warmUpTimes + times; index += 1) {
      storyIds.push((await author.createStory(smallStory(`Story ${index}`))).id);
    }
    return { token: author.token, storyIds };
  } finally {
    await server.stop();
  }
}

/** Milliseconds until the 202 of an export of each story, while the worker of the server makes their packages. */
export async function stormOfExports(
  dataDir: string,
  { token, storyIds }: StormAuthor,
): Promise<number[]> {
  const server = await startServer(dataDir);
  try {
    const headers = { authorization: `Bearer ${token}` };
    const paths = storyIds.map((storyId) =>
      callPath(storyExportRoutes.createDraft, { parameters: { locale: 'en', storyId } }),
    );
    return await send(paths.map((path) => ({ url: new URL(path, server.url).href, headers })));
  } finally {
    await server.stop();
  }
}

/** Milliseconds until the 202 of a route that does nothing but insert a row into the same database. */
export async function stormOfRows(dataDir: string): Promise<number[]> {
  const server = startNode('bare-route.ts', dataDir);
  try {
    const said = await Promise.race([once(server.stdout, 'data'), once(server, 'exit')]);
    if (server.exitCode !== null) throw new Error('The bare route did not start');
    const request = { url: String(said).trim(), headers: {} };
    return await send(Array<StormRequest>(warmUpTimes + times).fill(request));
  } finally {
    await endProcess(server, 'SIGTERM');
  }
}

/** The first of them warm up whoever answers. */
async function send(all: readonly StormRequest[]): Promise<number[]> {
  const storm: Storm = {
    warmUp: all.slice(0, warmUpTimes),
    requests: all.slice(warmUpTimes),
    perSecond,
  };
  const client = startNode('storm-client.ts');
  const exited = once(client, 'exit');
  // Where it dies before it has read all, its exit says so.
  client.stdin.on('error', () => undefined);
  client.stdin.end(JSON.stringify(storm));
  const [printed] = await Promise.all([text(client.stdout), exited]);
  if (client.exitCode !== 0) throw new Error('The client of the storm has failed');
  return JSON.parse(printed);
}

function startNode(program: string, ...parameters: string[]) {
  return spawn(process.execPath, [join(import.meta.dirname, program), ...parameters], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** A story of words only. */
export function smallStory(title: string) {
  return { title: { en: title }, languages: ['en'] };
}
