import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Author } from '../../scripts/author.ts';
import { endProcess } from '../../scripts/demo/end-process.ts';
import { paced } from './paced.ts';

const pace = { perSecond: 50, times: 1_000 };

/** Milliseconds until the 202 of exports of so many stories, while the worker makes their packages. */
export async function stormOfExports(client: Author): Promise<number[]> {
  const stories: string[] = [];
  for (let index = 0; index < pace.times; index += 1) {
    stories.push((await client.createStory(smallStory(`Story ${index}`))).id);
  }
  return paced(pace, (index) => client.exportDraft(stories[index] ?? ''));
}

/** Milliseconds until the 202 of a route that does nothing but insert a row. */
export async function stormOfRows(dataDir: string): Promise<number[]> {
  const program = join(import.meta.dirname, 'bare-route.ts');
  const server = spawn(process.execPath, [program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(server.stdout, 'data');
  const took = await paced(pace, async () => {
    const response = await fetch(String(said).trim(), { method: 'POST' });
    await response.json();
  });
  await endProcess(server, 'SIGTERM');
  return took;
}

/** A story of words only. */
export function smallStory(title: string) {
  return { title: { en: title }, languages: ['en'] };
}
