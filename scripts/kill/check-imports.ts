import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { draft } from '@taleport/contracts/stories';
import { type ImportStatusDocument, importJobList } from '@taleport/contracts/story-import';
import { canonicalJson } from '@taleport/story-model';
import { type Judge, timelineOf } from './check-jobs.ts';
import type { Hand } from './edit-stories.ts';

/** Every accepted import has made one story, which is the one in the package, unless it was given up as it may be. */
export async function checkImports(hand: Hand, judge: Judge): Promise<void> {
  const { author, findings } = hand;
  const found = new Map((await importsOf(hand)).map((job) => [job.jobId, job]));
  for (const job of found.values()) {
    findings.count('jobs', job.status);
    const ended = { kind: 'import' as const, document: job };
    judge(hand, ended, await timelineOf(hand, ended));
  }
  const unknown = [...found.values()].filter(
    ({ step, jobId }) => step === 'check' && !author.imports.has(jobId),
  );
  findings.count('jobs', 'made by requests without an answer', unknown.length);
  if (unknown.length > author.unansweredImports) {
    findings.broken('jobs', `${author.name} has imports that nobody asked for`);
  }
  for (const [jobId, story] of author.imports) await checkImport(hand, { found, jobId, story });
  checkMadeOnce(hand, [...found.values()]);
}

/** Two imports that are one would name one story. */
function checkMadeOnce({ findings }: Hand, jobs: readonly ImportStatusDocument[]): void {
  const made = jobs.filter(({ step, status }) => step === 'apply' && status === 'Completed');
  if (new Set(made.map(({ storyId }) => storyId)).size !== made.length) {
    findings.broken('jobs', 'two imports say that they have made the same story');
  }
  if (new Set(made.map(({ otherJobId }) => otherJobId)).size !== made.length) {
    findings.broken('jobs', 'a package that was checked once was imported twice');
  }
}

interface Import {
  readonly found: ReadonlyMap<string, ImportStatusDocument>;
  readonly jobId: string;
  readonly story: string;
}

async function checkImport({ client, findings }: Hand, { found, jobId, story }: Import) {
  const check = found.get(jobId);
  if (check?.status === 'Failed') return;
  const apply = found.get(check?.otherJobId ?? '');
  if (apply?.status === 'Failed') return;
  if (check?.status !== 'Completed' || apply?.status !== 'Completed') {
    const ends = `${check?.status ?? 'gone'}, then ${apply?.status ?? 'nothing'}`;
    findings.broken('jobs', `the import ${jobId} is ${ends}`);
    return;
  }
  const answer = await client.ask({
    route: storyRoutes.getDraft,
    parameters: { storyId: apply.storyId ?? '' },
    expected: [200],
  });
  findings.count('acknowledged', 'imported stories read back');
  if (answer && canonicalJson(draft.parse(answer.body).document) === story) return;
  findings.broken('acknowledged', `the import ${jobId} made another story than is in the package`);
}

async function importsOf({ client }: Hand): Promise<ImportStatusDocument[]> {
  const jobs: ImportStatusDocument[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query = { limit: 100, ...(cursor !== '' && { cursor }) };
    const answer = await client.ask({ route: storyImportRoutes.list, query, expected: [200] });
    const page: ReturnType<typeof importJobList.parse> = importJobList.parse(answer?.body);
    jobs.push(...page.jobs);
    cursor = page.nextCursor;
  }
  return jobs;
}
