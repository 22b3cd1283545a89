import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, glob, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export interface PostgresServer {
  /** A new database: its address, and how to remove it. */
  createDatabase(): Promise<PostgresDatabase>;
  /** Ends all connections and comes back. Undefined for a server that others may be using. */
  readonly restart: (() => Promise<void>) | undefined;
  stop(): Promise<void>;
}

export interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * The server of TEST_DATABASE_URL, or one of its own from the PostgreSQL that is installed, in a new folder, on a free
 * port of this machine, whose commits wait for the disk where they are to be durable. Undefined where there is neither; in
 * CI that is an error.
 */
export async function startPostgres({
  isDurable = false,
} = {}): Promise<PostgresServer | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined) return serverAt(given, { restart: undefined, stop: async () => {} });
  const programs = await findPrograms();
  if (programs !== undefined) return startOwn(programs, isDurable);
  if (process.env.CI)
    throw new Error('There is no PostgreSQL: install it or set TEST_DATABASE_URL');
  console.warn('\nSKIPPED: no PostgreSQL is installed, and TEST_DATABASE_URL is not set.\n');
  return undefined;
}

/** Whether there is a PostgreSQL to test with. */
export async function hasPostgres(): Promise<boolean> {
  return process.env.TEST_DATABASE_URL !== undefined || (await findPrograms()) !== undefined;
}

/** The folder of the newest `initdb` and `pg_ctl`: Debian keeps them out of the path. */
async function findPrograms(): Promise<string | undefined> {
  const path = process.env.PATH?.split(':') ?? [];
  const folders = await Array.fromAsync(glob('/usr/lib/postgresql/*/bin'));
  folders.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  for (const folder of [...folders, ...path]) {
    for await (const _ of glob(join(folder, 'initdb'))) return folder;
  }
  return undefined;
}

async function startOwn(programs: string, isDurable: boolean): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const program = await runner(folder);
  const pgCtl = (...args: string[]) =>
    program(join(programs, 'pg_ctl'), '-D', data, '-w', '-l', join(folder, 'log'), ...args);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=${isDurable ? 'on' : 'off'}`;
  await program(
    join(programs, 'initdb'),
    '-D',
    data,
    '-U',
    'taleport',
    '-A',
    'trust',
    '-E',
    'UTF8',
  );
  await pgCtl('-o', options, 'start');
  return serverAt(`postgresql://taleport@127.0.0.1:${port}/postgres`, {
    restart: async () => void (await pgCtl('-o', options, '-m', 'fast', 'restart')),
    async stop() {
      await pgCtl('-m', 'immediate', 'stop');
      await rm(folder, { recursive: true });
    },
  });
}

/** PostgreSQL does not run as root: then it runs as the user that its package has made, who gets the folder. */
async function runner(folder: string): Promise<(...command: string[]) => Promise<unknown>> {
  if (userInfo().uid !== 0) {
    return (program = '', ...args) => run(program, args);
  }
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (what) => Number((await run('id', [what, 'postgres'])).stdout)),
  );
  await chown(folder, uid ?? 0, gid ?? 0);
  return (...command) => run('runuser', ['-u', 'postgres', '--', ...command], { cwd: folder });
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
  return promise;
}

function serverAt(url: string, life: Pick<PostgresServer, 'restart' | 'stop'>): PostgresServer {
  return { ...life, createDatabase: () => createDatabaseBeside(url) };
}

/** A new database on the server of another one: empty, or with all that the other one has, on which nobody may be then. */
export async function createDatabaseBeside(
  url: string,
  content: 'copied' | 'empty' = 'empty',
): Promise<PostgresDatabase> {
  const name = `taleport_${randomUUID().replaceAll('-', '')}`;
  const other = new URL(url).pathname.slice(1);
  const [own, asked] = [new URL(url), new URL(url)];
  own.pathname = name;
  if (content === 'copied') asked.pathname = 'postgres';
  const ask = async (sql: string) => {
    const client = new pg.Client(asked.href);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await ask(`create database ${name} template ${content === 'copied' ? other : 'template1'}`);
  return { url: own.href, drop: () => ask(`drop database ${name} with (force)`) };
}
