import type { Author } from '../../scripts/author.ts';
import { oneByOne } from './paced.ts';
import { smallStory } from './request-storm.ts';

export interface SmallExports {
  /** From the commit of the request to the start of the job. */
  readonly pickUp: number[];
  /** From the request to the answer that says Completed. */
  readonly whole: number[];
  readonly status: number[];
  /** The same request again, and how many of them were answered with the package that is there. */
  readonly again: number[];
  readonly reused: number;
}

const times = 50;

/** Small exports on a server that has nothing else to do, one after the other; all in milliseconds. */
export async function measureSmallExports(client: Author): Promise<SmallExports> {
  const pickUp: number[] = [];
  const whole = await oneByOne(times, async (index) => {
    const { id } = await client.createStory(smallStory(`Small story ${index}`));
    const { queuedAtUtc, startedAtUtc = '' } = await client.completed(await client.exportDraft(id));
    pickUp.push(Date.parse(startedAtUtc) - Date.parse(queuedAtUtc));
  });
  const { id: storyId } = await client.createStory(smallStory('Asked for again'));
  const job = await client.completed(await client.exportDraft(storyId));
  const status = await oneByOne(4 * times, () => client.exportStatus(job));
  let reused = 0;
  const again = await oneByOne(times, async () => {
    if ((await client.exportDraft(storyId)).reused) reused += 1;
  });
  return { pickUp, whole, status, again, reused };
}
