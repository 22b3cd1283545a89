import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { account } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { type ExportStatusDocument, exportStatusDocument } from '@taleport/contracts/story-export';
import { openFileSource, verifyPackage } from '@taleport/story-archive';
import { type Author, signIn } from '../author.ts';
import { newSecret, startSurroundings } from '../azure/surroundings.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { putStory } from './put-story.ts';
import { readStoryFolder } from './storybook-folder.ts';

export interface JourneyOptions {
  readonly story: string;
  readonly draft: boolean;
  readonly out?: string | undefined;
  readonly data?: string | undefined;
  /** On an api and a worker with PostgreSQL and Azurite. */
  readonly azure: boolean;
}

type Say = (line: string) => void;

/**
 * Starts a server, signs in, makes the story of a folder with all its media, publishes and exports it, downloads the
 * package and verifies it. Throws with the reason where anything does not go as it should.
 */
export async function runJourney(options: JourneyOptions, say: Say): Promise<void> {
  // A folder without a story is told before a server is started for it.
  await readStoryFolder(options.story);
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-demo-'));
  try {
    const server = options.azure
      ? await startOnAzure(options.data, scratch)
      : await startDemoServer(options.data ?? join(scratch, 'data'));
    say(`Server ready at ${server.url}`);
    try {
      const out = options.out ?? join(scratch, 'package.zip');
      await exportStory({ url: server.url, story: options.story, draft: options.draft, out, say });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An api and a worker as processes of their own. What they work on is in `kept`, or gone afterwards. */
async function startOnAzure(
  kept: string | undefined,
  dataDir: string,
): Promise<Pick<DemoServer, 'url' | 'stop'>> {
  const surroundings = await startSurroundings(kept === undefined ? {} : { folder: kept });
  const environment = { ...surroundings.settings, SECRET: newSecret() };
  const starting = (['api', 'worker'] as const).map((role) =>
    startDemoServer(dataDir, environment, role),
  );
  const stop = async () => {
    const started = await Promise.allSettled(starting);
    const running = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(running.map((each) => each.stop()));
    await surroundings.stop();
  };
  try {
    const [api] = await Promise.all(starting);
    if (!api) throw new TypeError('No api was started');
    return { url: api.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Journey {
  readonly url: string;
  readonly story: string;
  readonly draft: boolean;
  readonly out: string;
  readonly say: Say;
}

/** The journey on a server that runs. The package is in the file `out` afterwards. */
export async function exportStory({ url, story: folder, draft, out, say }: Journey): Promise<void> {
  const sample = await readStoryFolder(folder);
  const author = await signIn(url);
  say(`Signed in as ${(await author.read(accountRoutes.me, account)).email}`);
  const { id: storyId } = await putStory(author, sample, say);
  if (!draft) say(`Published version ${await author.publish(storyId)}`);
  await takePackage(author, { storyId, draft, out, say });
}

interface Package extends Pick<Journey, 'draft' | 'out' | 'say'> {
  readonly storyId: string;
}

/** Exports a story that is on the server into the file `out`, and verifies it. */
export async function takePackage(author: Author, { storyId, draft, out, say }: Package) {
  const job = await (draft ? author.exportDraft(storyId) : author.exportVersion(storyId));
  say(`Export ${job.jobId} accepted`);
  const content = await author.download(await followExport(author, job, say));
  await writeFile(out, content);
  await verify(out, say);
}

/** Asks at the pace that the server sets, and tells each change. */
export async function followExport(
  { call }: Author,
  accepted: ExportStatusDocument,
  say: Say,
): Promise<ExportStatusDocument> {
  let job = accepted;
  let told = '';
  for (;;) {
    const line = describe(job);
    if (line !== told) say(line);
    told = line;
    if (job.status === 'Completed') return job;
    if (job.status !== 'Queued' && job.status !== 'Running') {
      throw new Error(`The export is ${job.status}: ${job.errorMessage}`);
    }
    const { storyId, jobId } = job;
    const next = await call(storyExportRoutes.status, { parameters: { storyId, jobId } });
    job = exportStatusDocument.parse(await next.json());
    const pauseMs = Number(next.headers.get('retry-after') ?? 0) * 1_000;
    if (pauseMs > 0 && describe(job) === told) await wait(pauseMs);
  }
}

function describe({ status, phase, progress, warnings }: ExportStatusDocument): string {
  const share = progress
    ? ` ${progress.percent} % (${progress.bytesDone} of ${progress.bytesTotal} bytes)`
    : '';
  const warned = warnings.map((warning) => `\n  warning: ${warning.message}`).join('');
  return `${status}${phase ? `, ${phase}` : ''}${share}${warned}`;
}

async function verify(file: string, say: Say): Promise<void> {
  const source = await openFileSource(file);
  try {
    const { entryCount, sizeBytes } = await verifyPackage(source);
    say(`Downloaded and verified: ${entryCount} entries, ${sizeBytes} bytes`);
  } finally {
    await source.close();
  }
}
