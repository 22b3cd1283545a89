import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Author } from '../../scripts/author.ts';
import { highestMib, watchMemory } from '../../scripts/measure/process-memory.ts';
import type { LargeStory } from '../bench-server.ts';
import type { Run } from './run-contestant.ts';

interface Exporting {
  readonly client: Author;
  readonly pid: number;
  readonly blobRoot: string;
}

/**
 * One export on the running server, of a draft that it has not seen: from the request to the answer that says Completed.
 * `jobMs` is from the start of the job to its end, as the row has them. The package is deleted.
 */
export async function runWholeJob(
  { client, pid, blobRoot }: Exporting,
  story: LargeStory,
  title: string,
): Promise<Run & { jobMs: number }> {
  await story.retitle(title);
  const warmMib = await watchMemory(pid);
  const startedAt = performance.now();
  const job = await client.exportDraft(story.storyId);
  const { startedAtUtc = '', completedAtUtc = '' } = await client.completed(job);
  const ms = performance.now() - startedAt;
  const peakMib = await highestMib(pid);
  await rm(join(blobRoot, 'objects/exports', job.jobId), { recursive: true });
  const jobMs = Date.parse(completedAtUtc) - Date.parse(startedAtUtc);
  return { ms, jobMs, peakMib, grownMib: peakMib - warmMib };
}
