import { signIn } from '../author.ts';
import { authorClient } from './author-client.ts';
import { createStory, editStories, type Hand, saveDraft, uploadMedia } from './edit-stories.ts';
import type { Findings } from './findings.ts';
import { importPackages } from './import-packages.ts';
import { newAuthor } from './memory.ts';
import type { Random } from './random.ts';
import { requestJobs } from './request-jobs.ts';
import type { Site } from './site.ts';
import { watchJobs } from './watch-jobs.ts';

interface Setting extends Pick<Hand, 'maxUploadBytes' | 'scratch'> {
  readonly site: Site;
  readonly findings: Findings;
  readonly random: Random;
  /** Of the large stories, of which each author has one at most. */
  readonly largeBytes: readonly number[];
  /** Of a file of the other stories, at the beginning. */
  readonly smallBytes: number;
}

const names = ['ana', 'bela', 'carol', 'dan'];

/** Authors with stories to begin with, a few of them large. */
export async function makeHands(setting: Setting): Promise<Hand[]> {
  const { site, findings, random, largeBytes, smallBytes, maxUploadBytes, scratch } = setting;
  const hands: Hand[] = [];
  for (const [index, name] of names.entries()) {
    const { token } = await signIn(await site.url(), { email: `${name}@example.org` });
    const client = authorClient(site, findings, token);
    const author = newAuthor(name);
    const own = { author, client, random: random.fork(name) };
    const hand = { ...own, findings, site, maxUploadBytes, scratch };
    hands.push(hand);
    for (let story = 0; story < 2; story += 1) {
      await beginStory(hand, false, [smallBytes, smallBytes]);
    }
    const size = largeBytes[index];
    if (size !== undefined) await beginStory(hand, true, [size / 2, size / 2]);
  }
  return hands;
}

async function beginStory(hand: Hand, isLarge: boolean, sizes: readonly number[]): Promise<void> {
  const story = await createStory(hand, isLarge);
  for (const sizeBytes of sizes) await uploadMedia(hand, story, sizeBytes);
  await saveDraft(hand, story);
}

/** Each author edits, asks for jobs, looks at them and imports, all at the same time, until the site is over. */
export async function letWork(hands: readonly Hand[], largeLeft: { count: number }): Promise<void> {
  const own = (hand: Hand, name: string) => ({ ...hand, random: hand.random.fork(name) });
  await Promise.all(
    hands.flatMap((hand) => [
      editStories(own(hand, 'edits')),
      requestJobs(own(hand, 'requests'), largeLeft),
      watchJobs(own(hand, 'looks')),
      importPackages(own(hand, 'imports')),
    ]),
  );
}
