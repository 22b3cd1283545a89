import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, glob, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

export interface PostgresServer {
  /** A new database, or the one of that name: its address, and how to remove it. */
  createDatabase(name?: string): Promise<PostgresDatabase>;
  /** Ends all connections and comes back; `immediate` as from a crash. Undefined for a server that others may be using. */
  readonly restart: ((mode?: 'fast' | 'immediate') => Promise<void>) | undefined;
  stop(): Promise<void>;
}

interface OwnPostgres {
  /** Whose content is kept, as an absolute path; by default a new one, removed at the end. */
  readonly folder?: string;
  /** Each commit waits for the disk. */
  readonly isDurable?: boolean;
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
  const own = await startOwnPostgres({ isDurable });
  if (own !== undefined) return own;
  if (process.env.CI)
    throw new Error('There is no PostgreSQL: install it or set TEST_DATABASE_URL');
  console.warn('\nSKIPPED: no PostgreSQL is installed, and TEST_DATABASE_URL is not set.\n');
  return undefined;
}

/** Whether there is a PostgreSQL to test with. */
export async function hasPostgres(): Promise<boolean> {
  return process.env.TEST_DATABASE_URL !== undefined || (await canStartPostgres());
}

/** Whether one is installed. */
export async function canStartPostgres(): Promise<boolean> {
  return (await findPrograms()) !== undefined;
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

/**
 * A server from the PostgreSQL that is installed, on a free port of this machine. Undefined where none is. Where `folder` is
 * given, what is in it stays.
 */
export async function startOwnPostgres({
  folder: kept,
  isDurable = kept !== undefined,
}: OwnPostgres = {}): Promise<PostgresServer | undefined> {
  const programs = await findPrograms();
  if (programs === undefined) return undefined;
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'taleport-postgres-')));
  await mkdir(folder, { recursive: true });
  const data = join(folder, 'data');
  const port = await freePort();
  const program = await runner(folder);
  const pgCtl = (...args: string[]) =>
    program(join(programs, 'pg_ctl'), '-D', data, '-w', '-l', join(folder, 'log'), ...args);
  const options = `-p ${port} -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=${isDurable ? 'on' : 'off'}`;
  if (!existsSync(join(data, 'PG_VERSION'))) {
    await program(join(programs, 'initdb'), ...initdbOptions, '-D', data);
  }
  await pgCtl('-o', options, 'start');
  return serverAt(`postgresql://taleport@127.0.0.1:${port}/postgres`, {
    restart: async (mode = 'fast') => void (await pgCtl('-o', options, '-m', mode, 'restart')),
    async stop() {
      await pgCtl('-m', kept === undefined ? 'immediate' : 'fast', 'stop');
      if (kept === undefined) await rm(folder, { recursive: true });
    },
  });
}

const initdbOptions = ['-U', 'taleport', '-A', 'trust', '-E', 'UTF8'];

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
  return { ...life, createDatabase: (name) => createDatabaseBeside(url, { name }) };
}

interface NewDatabase {
  /** Of one that may be there already; by default a new name. */
  readonly name?: string | undefined;
  /** With all that the other one has, on which nobody may be then. */
  readonly isCopy?: boolean;
}

/** SQLSTATE `duplicate_database` (PostgreSQL, appendix A). */
const duplicateDatabase = '42P04';

/** A database on the server of another one. */
export async function createDatabaseBeside(
  url: string,
  { name = `taleport_${randomUUID().replaceAll('-', '')}`, isCopy = false }: NewDatabase = {},
): Promise<PostgresDatabase> {
  const other = new URL(url).pathname.slice(1);
  const [own, asked] = [new URL(url), new URL(url)];
  own.pathname = name;
  if (isCopy) asked.pathname = 'postgres';
  const ask = async (sql: string) => void (await askOnce(asked.href, sql));
  await ask(`create database ${name} template ${isCopy ? other : 'template1'}`).catch(
    (error: pg.DatabaseError) => {
      if (error.code !== duplicateDatabase) throw error;
    },
  );
  return { url: own.href, drop: () => ask(`drop database ${name} with (force)`) };
}

/** The rows that a statement gives, on a connection of its own. */
export async function askOnce<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Row>(sql, values).finally(() => client.end());
  return rows;
}
