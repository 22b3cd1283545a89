import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { openFileSource, type PackageManifest, verifyPackage } from '@taleport/story-archive';
import { canonicalJson, selectLanguages, storyDocument } from '@taleport/story-model';
import type { EndedJob } from './check-jobs.ts';
import type { Versions } from './check-versions.ts';
import type { Hand } from './edit-stories.ts';
import type { Download, JobMemory } from './memory.ts';

interface Packages {
  readonly ended: readonly EndedJob[];
  readonly versions: Versions;
  readonly scratch: string;
}

/** Downloads every package that is kept, verifies it, and compares it with its document and with its like. */
export async function checkPackages(hand: Hand, packages: Packages): Promise<void> {
  const { author, findings } = hand;
  const like = new Map<string, string>();
  for (const job of packages.ended) {
    if (job.kind !== 'export') continue;
    const memory = author.jobs.get(job.document.jobId);
    const downloads = [...(memory?.downloads ?? [])];
    if (job.document.status === 'Completed') {
      const got = await checkPackage(hand, job, packages);
      if (got) downloads.push(got);
    }
    const name = memory && sameBytes(memory);
    for (const { sha256 } of downloads) {
      const key = name ?? job.document.jobId;
      const known = like.get(key);
      if (known !== undefined) findings.count('packages', 'compared with their like');
      like.set(key, known ?? sha256);
      if (known === undefined || known === sha256) continue;
      findings.broken('packages', `${job.document.jobId} has other bytes than another of ${key}`);
    }
  }
}

/** Two jobs that agree on this make the same bytes. */
function sameBytes({ story, snapshot, options }: JobMemory): string {
  return canonicalJson([story.id, snapshot, options]);
}

async function checkPackage(
  hand: Hand,
  job: EndedJob,
  { versions, scratch }: Packages,
): Promise<Download | undefined> {
  const { client, findings } = hand;
  const { jobId, storyId, zipSizeBytes } = job.document;
  const file = join(scratch, 'package.zip');
  const link = await client.ask({
    route: storyExportRoutes.download,
    parameters: { storyId, jobId },
    expected: [303],
  });
  const got = link && (await client.download(link.headers.get('location') ?? '', file));
  if (got?.sizeBytes !== zipSizeBytes) {
    findings.broken('packages', `${jobId} gave ${got?.sizeBytes} of ${zipSizeBytes} bytes`);
    return undefined;
  }
  try {
    const { manifest, sizeBytes } = await verifyFile(file);
    findings.count('packages', 'verified');
    findings.count('packages', 'MB', Math.round(sizeBytes / 1_000_000));
    if (canonicalJson(manifest.story) !== expectedStory(hand, { job, versions, manifest })) {
      findings.broken('packages', `${jobId} holds another document than was asked for`);
    }
  } catch (error) {
    findings.broken('packages', `${jobId} does not verify: ${error}`);
  }
  await rm(file);
  return got;
}

async function verifyFile(file: string) {
  const source = await openFileSource(file);
  try {
    return await verifyPackage(source);
  } finally {
    await source.close();
  }
}

interface Expectation {
  readonly job: EndedJob;
  readonly versions: Versions;
  readonly manifest: PackageManifest;
}

/**
 * The document that was snapshot at the request, in the languages of the request. Where nobody remembers the request,
 * since it was never answered, it may have been in any.
 */
function expectedStory({ author }: Hand, { job, versions, manifest }: Expectation) {
  const { document, story } = job;
  const { version, draftRevision = 0 } = document.snapshot;
  const sent =
    version === undefined ? story.drafts.get(draftRevision) : versions.get(story.id)?.get(version);
  const memory = author.jobs.get(document.jobId);
  const languages = memory ? memory.options?.languages : manifest.story.languages;
  if (sent === undefined || !languages) return sent;
  return canonicalJson(selectLanguages(storyDocument.parse(JSON.parse(sent)), languages));
}
