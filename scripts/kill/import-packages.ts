import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { appendHeaders, tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import { importStatusDocument } from '@taleport/contracts/story-import';
import { openFileSource, verifyPackage } from '@taleport/story-archive';
import { canonicalJson } from '@taleport/story-model';
import type { Hand } from './edit-stories.ts';
import type { JobMemory } from './memory.ts';

/** Imports packages that were exported, each as a story of its own, one after the other until it is over. */
export async function importPackages(hand: Hand): Promise<void> {
  const { author, random, site, scratch } = hand;
  const file = join(scratch, `to-import-${author.name}.zip`);
  while (!site.isOver) {
    const exports = [...author.jobs.values()].filter(
      ({ kind, completedAt, story }) =>
        kind === 'export' && completedAt !== undefined && !story.isLarge,
    );
    const job = exports.length > 0 ? random.pick(exports.slice(-6)) : undefined;
    const story = job && (await downloadStory(hand, job, file));
    if (story !== undefined) await importFile(hand, file, story);
    await wait(random.between(100, 2_000));
  }
  await rm(file, { force: true });
}

/** The story in the package, as canonical JSON. Undefined where there is no package at the moment. */
async function downloadStory({ client }: Hand, job: JobMemory, file: string) {
  const link = await client.ask({
    route: storyExportRoutes.download,
    parameters: { storyId: job.story.id, jobId: job.jobId },
    expected: [303, 'export_not_ready', 'package_gone'],
  });
  if (link?.status !== 303) return undefined;
  if (!(await client.download(link.headers.get('location') ?? '', file))) return undefined;
  const source = await openFileSource(file);
  try {
    return canonicalJson((await verifyPackage(source)).manifest.story);
  } finally {
    await source.close();
  }
}

async function importFile(hand: Hand, file: string, story: string): Promise<void> {
  const { author, client, findings, random } = hand;
  const uploadId = await upload(hand, await openAsBlob(file));
  if (uploadId === undefined) return;
  const answer = await client.ask({
    route: storyImportRoutes.create,
    parameters: { locale: random.pick(['en', 'ro', 'hu']) },
    body: { uploadId, autoApply: true },
    expected: [202],
  });
  if (!answer) {
    author.unansweredImports += 1;
    return;
  }
  const { jobId } = importStatusDocument.parse(answer.body);
  author.imports.set(jobId, story);
  findings.count('jobs', 'imports accepted');
}

/** Sends the file, and after each broken connection what has not arrived. Returns the id of the upload that is whole. */
async function upload({ client, findings, site }: Hand, file: Blob): Promise<string | undefined> {
  const headers = { ...tusHeaders, 'upload-length': String(file.size) };
  const begun = await client.ask({ route: uploadRoutes.create, headers, expected: [201] });
  const uploadId = begun?.headers.get('location')?.split('/').at(-1);
  if (uploadId === undefined) return undefined;
  const parameters = { uploadId };
  const whereIsIt = { route: uploadRoutes.offset, parameters, headers: tusHeaders };
  let offset = 0;
  while (offset < file.size && !site.isOver) {
    const sent = await client.ask({
      route: uploadRoutes.append,
      parameters,
      headers: appendHeaders(offset),
      body: file.slice(offset),
      // Before the server has seen that the connection before is broken, the upload is still at its hands.
      expected: [204, 'upload_busy', 'upload_offset_differs'],
    });
    const place =
      sent?.status === 204 ? sent : await client.ask({ ...whereIsIt, expected: [200, 423] });
    const arrived = Number(place?.headers.get('upload-offset') ?? 0);
    if (place && arrived < offset) {
      findings.broken(
        'acknowledged',
        `the upload ${uploadId} went back from ${offset} to ${arrived}`,
      );
    }
    offset = Math.max(offset, arrived);
  }
  if (offset < file.size) return undefined;
  findings.count('acknowledged', 'packages uploaded');
  return uploadId;
}
