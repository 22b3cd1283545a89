import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { Author } from '../../scripts/author.ts';
import type { LargeStory } from '../bench-server.ts';
import { oneByOne, paced } from './paced.ts';
import { smallStory } from './request-storm.ts';

export interface Polling {
  /** Milliseconds of an answer on an idle server, and while large exports run. */
  readonly idle: number[];
  readonly busy: number[];
  readonly largeExports: number[];
  /** From the request of another user for a small export to Completed, while a large one runs. */
  readonly others: number[];
}

/** So many clients ask once a second each, spread over the second. */
const clients = 200;
const rounds = 5;

/** What large exports do to those who ask for their status, and to the small export of someone else. */
export async function measurePolling(
  author: Author,
  other: Author,
  story: LargeStory,
): Promise<Polling> {
  await story.retitle('Polled');
  const done = await author.completed(await author.exportDraft(story.storyId));
  const idle = await poll(author, done, 3 * clients);
  const busy: number[] = [];
  const others: number[] = [];
  const largeExports = await oneByOne(rounds, async (round) => {
    await story.retitle(`Polled, round ${round}`);
    const small = await other.createStory(smallStory(`Meanwhile ${round}`));
    const job = await author.exportDraft(story.storyId);
    const isOver = author.completed(job);
    const [polled, took] = await Promise.all([
      pollUntil(author, job, isOver),
      oneByOne(1, async () => other.completed(await other.exportDraft(small.id))),
    ]);
    busy.push(...polled);
    others.push(...took);
  });
  return { idle, busy, largeExports, others };
}

function poll(client: Author, job: ExportStatusDocument, times: number): Promise<number[]> {
  return paced({ perSecond: clients, times }, () => client.exportStatus(job));
}

async function pollUntil(
  client: Author,
  job: ExportStatusDocument,
  end: Promise<unknown>,
): Promise<number[]> {
  let isOver = false;
  const watched = end.then(() => {
    isOver = true;
  });
  const took: number[] = [];
  while (!isOver) took.push(...(await poll(client, job, clients / 10)));
  await watched;
  return took;
}
