import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { newSecret, type Surroundings, startSurroundings } from '../../azure/surroundings.ts';
import { letWork, makeHands } from '../authors.ts';
import { checkPromises } from '../check-promises.ts';
import type { Hand } from '../edit-stories.ts';
import { Findings } from '../findings.ts';
import { type Random, randomFrom } from '../random.ts';
import type { KillOptions } from '../run-kills.ts';
import { type Say, sayErrors, tellTime } from '../say.ts';
import { checkStorage } from './check-storage.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { Fleet } from './fleet.ts';
import { judgeAttempts } from './judge-attempts.ts';
import { TroubleMaker } from './trouble-maker.ts';

export interface AzureKillOptions extends KillOptions {
  /** The authors go on until so many exports were accepted at least. */
  readonly exports: number;
}

const megabyte = 1_000_000;
const workers = 3;
/** A package of several blocks that the service copies. */
const largeBytes = 60 * megabyte;
/** At the same time: a kill may come while the database is away. */
const troublesAtOnce = 2;

/**
 * Lets authors work with an api and three workers on PostgreSQL and Azurite while processes are killed and frozen, connections
 * cut, and requests to the storage refused, lost or done twice. Resolves to whether every promise was kept.
 */
export async function runAzureKills(options: AzureKillOptions, say: Say): Promise<boolean> {
  const { seed, rounds, exports } = options;
  const tell = tellTime(say);
  tell(`seed ${seed}, ${rounds} rounds, ${exports} exports at least`);
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-kill-azure-'));
  const surroundings = await startSurroundings();
  const findings = new Findings();
  const random = randomFrom(seed);
  const proxies = await startProxies(surroundings, seed);
  const environment = { ...surroundings.settings, SECRET: newSecret() };
  const fleet = new Fleet({
    ...{ dataDir: scratch, workers, findings },
    environment: { ...throughProxies(environment, proxies), LOG_LEVEL: 'error' },
  });
  const end = async () => {
    await fleet.abandon();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
    await surroundings.stop();
    await rm(scratch, { recursive: true, force: true });
  };
  const abandon = () => void end().finally(() => process.exit(1));
  process.once('SIGTERM', abandon).once('SIGINT', abandon);
  let isChecked = false;
  try {
    const all = Object.values(proxies);
    const moments = random.fork('troubles');
    const maker = new TroubleMaker({
      fleet,
      surroundings,
      proxies: all,
      findings,
      random: moments,
    });
    const hands = await begin({ fleet, findings, random, scratch });
    tell('an api and three workers are ready, and four authors have their stories');
    await workInTrouble({ fleet, proxies: all, maker, moments, hands, rounds, exports });
    tell('the troubles are over');
    const judge = await judgeAttempts(fleet, environment.DATABASE_URL);
    await checkPromises({ hands, findings, scratch, judge });
    tell('every job has ended, and what it made was checked');
    await fleet.stop();
    await checkStorage(environment, findings);
    isChecked = true;
  } finally {
    await end();
    tellFaults(proxies, tell);
    for (const line of findings.lines(isChecked)) tell(line);
    sayErrors(fleet.errors, tell);
  }
  return findings.isWhole;
}

interface Beginning extends Pick<Hand, 'findings' | 'random' | 'scratch'> {
  readonly fleet: Fleet;
}

/** Without troubles: nobody has promised a first draft to anyone. */
async function begin({ fleet, ...parts }: Beginning): Promise<Hand[]> {
  await fleet.start();
  return makeHands({
    ...parts,
    site: fleet,
    largeBytes: [largeBytes],
    smallBytes: megabyte / 4,
    maxUploadBytes: megabyte,
  });
}

type Proxies = Readonly<Record<'blob' | 'queue', FaultProxy>>;

async function startProxies({ settings }: Surroundings, seed: string): Promise<Proxies> {
  const start = (service: 'Blob' | 'Queue') =>
    startFaultProxy(
      endpointIn(settings.AZURE_STORAGE_CONNECTION_STRING, service),
      randomFrom(`${seed} ${service}`),
    );
  return { blob: await start('Blob'), queue: await start('Queue') };
}

function endpointIn(connectionString: string, service: 'Blob' | 'Queue'): string {
  const [, url] = new RegExp(`${service}Endpoint=([^;]+)`).exec(connectionString) ?? [];
  return new URL(url ?? '').origin;
}

/** Signatures do not cover the host, so a proxy can stand before the service. */
function throughProxies<Environment extends Surroundings['settings']>(
  environment: Environment,
  { blob, queue }: Proxies,
): Environment {
  const text = environment.AZURE_STORAGE_CONNECTION_STRING;
  return {
    ...environment,
    AZURE_STORAGE_CONNECTION_STRING: text
      .replace(endpointIn(text, 'Blob'), blob.origin)
      .replace(endpointIn(text, 'Queue'), queue.origin),
  };
}

interface Work extends Pick<AzureKillOptions, 'rounds' | 'exports'> {
  readonly fleet: Fleet;
  readonly proxies: readonly FaultProxy[];
  readonly maker: TroubleMaker;
  readonly moments: Random;
  readonly hands: readonly Hand[];
}

/** Leaves all processes running after the last trouble, and the authors idle. */
async function workInTrouble(work: Work): Promise<void> {
  const { fleet, proxies, maker, moments, hands, rounds, exports } = work;
  const accepted = () =>
    hands.flatMap(({ author }) => [...author.jobs.values()]).filter(({ kind }) => kind === 'export')
      .length;
  fleet.isTroubled = true;
  for (const proxy of proxies) proxy.trouble();
  const authors = letWork(hands, { count: Math.ceil(rounds / 2) });
  let round = 0;
  const troubles = Array.from({ length: troublesAtOnce }, async () => {
    while (!fleet.isOver && (round < rounds || accepted() < exports)) {
      round += 1;
      await wait(moments.between(50, 3_000));
      await maker.makeOne();
    }
  });
  const over = () => {
    fleet.isOver = true;
  };
  // Whoever fails first, the others come to an end before anything is checked.
  const ends = await Promise.allSettled([
    authors.finally(over),
    Promise.all(troubles).finally(over),
  ]);
  await Promise.all(proxies.map((proxy) => proxy.calm()));
  fleet.isTroubled = false;
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function tellFaults(proxies: Proxies, tell: Say): void {
  for (const [service, { counts }] of Object.entries(proxies)) {
    const told = [...counts].map(([fault, count]) => `${count} ${fault}`);
    tell(`requests to the ${service} service: ${told.join(', ')}`);
  }
}
