import { setTimeout as wait } from 'node:timers/promises';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { exportStatusDocument } from '@taleport/contracts/story-export';
import type { Hand } from './edit-stories.ts';
import type { JobMemory } from './memory.ts';
import { routesOf } from './request-jobs.ts';

const readyStatuses = ['Completed', 'Expired'];

/** Looks at jobs and downloads packages until it is over; first of all what a new server gives. */
export async function watchJobs(hand: Hand): Promise<void> {
  const { author, random, site } = hand;
  let url = '';
  while (!site.isOver) {
    const isNew = url !== (await site.url());
    url = await site.url();
    const jobs = [...author.jobs.values()];
    const latest = jobs.slice(-10);
    const job = latest.length > 0 ? random.pick(latest) : undefined;
    const known = isNew ? jobs.filter(({ completedAt }) => completedAt !== undefined) : [];
    if (job) await look(hand, job);
    if (known.length > 0) await download(hand, random.pick(known));
    await wait(random.between(20, 250));
  }
}

async function look(hand: Hand, job: JobMemory): Promise<void> {
  const { client, random } = hand;
  const before = job.changes;
  const answer = await client.ask({
    route: routesOf(job).status,
    parameters: { storyId: job.story.id, jobId: job.jobId },
    headers: random.chance(0.2) ? { prefer: 'wait=1' } : {},
    expected: [200],
  });
  if (!answer) return;
  const { status } = exportStatusDocument.parse(answer.body);
  if (job.changes === before && job.changing === 0) seeStatus(hand, job, status);
  if (job.kind === 'publish') return;
  const isLong = job.story.isLarge && readyStatuses.includes(status);
  if (!isLong || random.chance(0.2)) await download(hand, job);
}

function seeStatus({ findings }: Hand, job: JobMemory, status: string): void {
  if (status === 'Completed') job.completedAt ??= Date.now();
  else if (job.completedAt !== undefined) {
    findings.broken('acknowledged', `job ${job.jobId} was Completed and is ${status} now`);
  }
}

/** A package can be downloaded when it is whole, and not before. */
async function download(hand: Hand, job: JobMemory): Promise<void> {
  const { client, findings } = hand;
  if (job.kind === 'publish') return;
  const parameters = { storyId: job.story.id, jobId: job.jobId };
  const { changes, completedAt } = job;
  const answer = await client.ask({
    route: storyExportRoutes.download,
    parameters,
    expected: [303, 'export_not_ready', 'package_gone'],
  });
  if (!answer) return;
  if (answer.status !== 303) {
    findings.count('halves', 'downloads refused');
    if (completedAt !== undefined && job.changes === changes) {
      findings.broken('acknowledged', `the package of ${job.jobId} is not given any more`);
    }
    return;
  }
  const status = await client.ask({ route: storyExportRoutes.status, parameters, expected: [200] });
  const got = await client.download(answer.headers.get('location') ?? '');
  if (!status || !got || job.changes !== changes) return;
  const document = exportStatusDocument.parse(status.body);
  findings.count('halves', 'downloads compared');
  job.downloads.push(got);
  if (document.status !== 'Completed' || document.zipSizeBytes !== got.sizeBytes) {
    const said = `${document.status}, ${document.zipSizeBytes} bytes`;
    findings.broken('halves', `${job.jobId} (${said}) gave ${got.sizeBytes} bytes`);
  }
}
