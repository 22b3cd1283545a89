import { storyRoutes } from '@taleport/contracts/routes/stories';
import { versionDocument, versionList } from '@taleport/contracts/stories';
import { canonicalJson } from '@taleport/story-model';
import type { EndedJob } from './check-jobs.ts';
import type { Hand } from './edit-stories.ts';
import type { StoryMemory } from './memory.ts';

/** The document of each version, as canonical JSON, by story and number. */
export type Versions = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** The versions of each story are 1 to n, and each is the draft that a publication was asked for. Returns them. */
export async function checkVersions(hand: Hand, ended: readonly EndedJob[]): Promise<Versions> {
  const all = new Map<string, ReadonlyMap<number, string>>();
  for (const story of hand.author.stories) {
    const versions = await readVersions(hand, story);
    all.set(story.id, versions);
    const made = ended.filter(
      (job) => job.story === story && job.kind === 'publish' && job.document.status === 'Completed',
    );
    checkPublished(hand, { story, versions, made });
  }
  return all;
}

async function readVersions({ client, findings }: Hand, story: StoryMemory) {
  const parameters = { storyId: story.id };
  const answer = await client.ask({ route: storyRoutes.listVersions, parameters, expected: [200] });
  const numbers = versionList.parse(answer?.body).versions.map(({ version }) => version);
  const expected = Array.from({ length: numbers.length }, (_, index) => index + 1);
  if (numbers.toSorted((a, b) => a - b).join() !== expected.join()) {
    findings.broken('versions', `story ${story.id} has the versions ${numbers.join()}`);
  }
  const versions = new Map<number, string>();
  for (const version of expected) {
    const got = await client.ask({
      route: storyRoutes.getVersion,
      parameters: { ...parameters, version },
      expected: [200],
    });
    versions.set(version, canonicalJson(versionDocument.parse(got?.body).document));
  }
  return versions;
}

interface Published {
  readonly story: StoryMemory;
  readonly versions: ReadonlyMap<number, string>;
  readonly made: readonly EndedJob[];
}

function checkPublished({ findings }: Hand, { story, versions, made }: Published): void {
  /** The newest draft that each version is known to be. */
  const drafts = new Map<number, number>();
  for (const { document } of made) {
    const { jobId, newerVersion, version = newerVersion ?? 0, snapshot } = document;
    const draftRevision = snapshot.draftRevision ?? 0;
    const sent = story.drafts.get(draftRevision);
    findings.count('versions', 'publications completed');
    if (newerVersion !== undefined && versions.has(newerVersion)) continue;
    drafts.set(version, Math.max(draftRevision, drafts.get(version) ?? 0));
    if (sent !== undefined && versions.get(version) === sent) continue;
    findings.broken('versions', `${jobId} made version ${version}, which is not what was sent`);
  }
  for (const [version, document] of versions) {
    findings.count('versions', 'versions');
    const draft = drafts.get(version);
    if (draft === undefined) {
      findings.broken('versions', `no job made version ${version} of story ${story.id}`);
    } else if (draft <= (drafts.get(version - 1) ?? 0)) {
      findings.broken('versions', `version ${version} of story ${story.id} is of an older draft`);
    }
    if (versions.get(version - 1) === document) {
      findings.broken('versions', `version ${version} of story ${story.id} was made twice`);
    }
  }
}
