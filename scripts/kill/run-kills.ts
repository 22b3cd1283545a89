import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { letWork, makeHands } from './authors.ts';
import { checkDataFolder } from './check-data-folder.ts';
import { checkPromises } from './check-promises.ts';
import { killOnPurpose } from './directed-kills.ts';
import type { Hand } from './edit-stories.ts';
import { Findings } from './findings.ts';
import { judgeByLives } from './judge-by-lives.ts';
import { Lives } from './lives.ts';
import { type Random, randomFrom } from './random.ts';
import { type Say, sayErrors, tellTime } from './say.ts';

export interface KillOptions {
  readonly rounds: number;
  readonly seed: string;
}

const megabyte = 1_000_000;
const mib = 1024 * 1024;
const largeSizes = [100, 150, 200].map((size) => size * megabyte);
const maxDirectedKills = 10;

/** Resolves to whether every promise was kept. Where one was not, the data folder stays for a look. */
export async function runKills({ rounds, seed }: KillOptions, say: Say): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-kill-'));
  const dataDir = join(scratch, 'data');
  const findings = new Findings();
  const lives = new Lives(dataDir);
  const tell = tellTime(say);
  let isChecked = false;
  const abandon = () => {
    void lives.abandon().finally(() => process.exit(1));
  };
  process.once('SIGTERM', abandon).once('SIGINT', abandon);
  try {
    tell(`seed ${seed}, ${rounds} rounds`);
    await lives.start();
    const random = randomFrom(seed);
    const hands = await makeHands({
      ...{ site: lives, findings, random, scratch },
      largeBytes: largeSizes.slice(0, Math.ceil(rounds / 10)),
      smallBytes: megabyte,
      maxUploadBytes: 8 * mib,
    });
    const kills = Math.min(rounds, maxDirectedKills);
    const directed = await killOnPurpose({ scratch, lives, findings, random, kills });
    tell(`one export killed ${kills} times in progress, one three times without any`);
    await killAtRandom({ lives, hands, random, rounds });
    tell(`${rounds} kills at random moments`);
    await checkPromises({
      ...{ findings, scratch },
      hands: [...hands, directed.hand],
      judge: judgeByLives(lives),
    });
    tell('every job has ended, and what it made was checked');
    await lives.stop();
    await checkDataFolder({ dataDir, findings, lostJobId: directed.lostJobId });
    isChecked = true;
  } finally {
    await lives.abandon();
    summarise({ lives, findings, isChecked, tell });
    if (isChecked && findings.isWhole) await rm(scratch, { recursive: true });
    else say(`The seed was ${seed}; the data folder is kept in ${dataDir}`);
  }
  return findings.isWhole;
}

interface Kills {
  readonly lives: Lives;
  readonly random: Random;
  readonly rounds: number;
  readonly hands: readonly Hand[];
}

/** Leaves the server running after the last kill, and the authors idle. */
async function killAtRandom({ lives, hands, random, rounds }: Kills): Promise<void> {
  const moments = random.fork('kills');
  const largeLeft = { count: Math.ceil(rounds / 2) };
  const work = letWork(hands, largeLeft);
  const kill = async () => {
    for (let round = 1; round <= rounds && !lives.isOver; round += 1) {
      await wait(moments.between(50, 3_000));
      await lives.kill();
      if (moments.chance(0.15)) await lives.killWhileStarting(moments.between(100, 3_000));
      await lives.start();
    }
  };
  const over = () => {
    lives.isOver = true;
  };
  // Whoever fails first, the other comes to an end before the data folder is looked at.
  const ends = await Promise.allSettled([work.finally(over), kill().finally(over)]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

interface Summary {
  readonly lives: Lives;
  readonly findings: Findings;
  readonly isChecked: boolean;
  readonly tell: Say;
}

function summarise({ lives, findings, isChecked, tell }: Summary): void {
  for (const line of findings.lines(isChecked)) tell(line);
  const startMs = lives.startMs.toSorted((a, b) => a - b);
  const middle = startMs[Math.floor(startMs.length / 2)] ?? 0;
  tell(`${startMs.length} starts in ${middle} ms (p50), ${startMs.at(-1) ?? 0} ms (max)`);
  sayErrors(lives.errors, tell);
}
