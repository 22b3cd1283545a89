import { setTimeout as wait } from 'node:timers/promises';
import { jobList } from '@taleport/contracts/jobs';
import { routePath } from '@taleport/contracts/route';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { exportJobList } from '@taleport/contracts/story-export';
import { publishJobList } from '@taleport/contracts/story-publish';
import { checkImports } from './check-imports.ts';
import { checkJobs, type EndedJob, type Judge } from './check-jobs.ts';
import { checkPackages } from './check-packages.ts';
import { checkVersions } from './check-versions.ts';
import { type Hand, settleDraft } from './edit-stories.ts';
import type { Findings } from './findings.ts';
import type { StoryMemory } from './memory.ts';

interface Check {
  readonly hands: readonly Hand[];
  readonly findings: Findings;
  readonly scratch: string;
  readonly judge: Judge;
}

const patienceMs = 180_000;

/** Waits until every job has ended, and checks what its server has promised with the server itself. */
export async function checkPromises({ hands, findings, scratch, judge }: Check) {
  for (const { client } of hands) await allEnded(client, findings);
  for (const hand of hands) {
    for (const story of hand.author.stories) await settleDraft(hand, story);
    await checkUploads(hand);
    const ended = (
      await Promise.all(hand.author.stories.map((story) => jobsOf(hand, story)))
    ).flat();
    await checkJobs(hand, { ended, judge });
    const versions = await checkVersions(hand, ended);
    await checkPackages(hand, { ended, versions, scratch });
    await checkImports(hand, judge);
  }
}

/** Every job of an account has to end, without any help. */
async function allEnded(client: Hand['client'], findings: Findings): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const status of ['Queued', 'Running']) {
    for (;;) {
      const query = { status, limit: 100 };
      const answer = await client.ask({ route: jobRoutes.list, query, expected: [200] });
      const { jobs } = jobList.parse(answer?.body);
      if (jobs.length === 0) break;
      if (Date.now() > deadline) {
        findings.broken('jobs', `${jobs[0]?.jobId} is still ${jobs[0]?.status}`);
        return;
      }
      await wait(250);
    }
  }
}

/** All jobs that a story has, also those whose requests were never answered. */
async function jobsOf({ client }: Hand, story: StoryMemory): Promise<EndedJob[]> {
  const jobs: EndedJob[] = [];
  for (const [routes, list, kind] of [
    [storyExportRoutes, exportJobList, 'export'],
    [storyPublishRoutes, publishJobList, 'publish'],
  ] as const) {
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const answer = await client.ask({
        route: routes.list,
        parameters: { storyId: story.id },
        query: { limit: 100, ...(cursor !== '' && { cursor }) },
        expected: [200],
      });
      const page: ReturnType<typeof list.parse> = list.parse(answer?.body);
      jobs.push(...page.jobs.map((document) => ({ kind, story, document })));
      cursor = page.nextCursor;
    }
  }
  return jobs;
}

async function checkUploads({ author, client, findings }: Hand): Promise<void> {
  for (const [sha256, { storyId, sizeBytes }] of author.uploads) {
    const read = await client.download(routePath(mediaRoutes.get, { storyId, sha256 }));
    if (read?.sha256 === sha256 && read.sizeBytes === sizeBytes) {
      findings.count('acknowledged', 'uploads read back');
    } else findings.broken('acknowledged', `the upload ${sha256} is lost`);
  }
}
