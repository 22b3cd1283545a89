import { on } from 'node:events';
import { constants, platform, setPriority } from 'node:os';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PreparedStatements, type Query } from './prepared-statements.ts';
import { SyncedNodeFS } from './synced-node-fs.ts';

/** What a thread is asked, one after the other. */
export type Request = Query | { readonly script: string } | 'close';

export interface QueryResult {
  readonly rows: Record<string, unknown>[];
  readonly affectedRows: number | undefined;
  /** How PostgreSQL names what it did (PostgreSQL, section 54.7, CommandComplete): such as `ROLLBACK` for a commit that failed. */
  readonly command: string | undefined;
}

/** An error in words: its class and its own properties would be lost on the way. */
export interface ErrorInWords {
  readonly message: string;
  /** What PostgreSQL tells of an error (PostgreSQL, section 54.8): `code`, `constraint` and others. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The answers come in the order of the requests; the first of all says whether the database is open. */
export type Answer =
  | { readonly result: QueryResult | undefined }
  | { readonly error: ErrorInWords };

/** What a thread says. */
export type Message =
  | Answer
  | { readonly channel: string; readonly payload: string }
  | { readonly crash: string; readonly lastWords: string };

/** PGlite's own parameters without `-F`, which would switch syncing off. */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB', 'timezone=UTC'].flatMap(
    (setting) => ['-c', setting],
  ),
];

/** What the thread begins with. */
export interface DatabasePlace {
  readonly folder: string;
  /** PostgreSQL itself. */
  readonly program: WebAssembly.Module;
  /** Whether the thread leaves the processors to whoever wants them. */
  readonly inBackground?: boolean;
}

/** The program of the thread that has the database of a folder. */
const { folder, program, inBackground } = workerData as DatabasePlace;
if (inBackground) makeRoom();
let lastWords = 'nothing';
let isCrashed = false;
const pglite = await open();
if (pglite) await serve(pglite);

/** Linux gives each thread a priority of its own (setpriority(2)). Elsewhere this would be the whole process's. */
function makeRoom(): void {
  if (platform() === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function say(message: Message): void {
  requirePort().postMessage(message);
}

function requirePort() {
  if (!parentPort) throw new Error('This is the program of a worker thread');
  return parentPort;
}

async function open(): Promise<PGlite | undefined> {
  const fs = new SyncedNodeFS(folder, (cause) => {
    isCrashed = true;
    say({ crash: inspect(cause), lastWords });
    return new Error('The database has crashed', { cause });
  });
  const onStderr = (line: string) => {
    if (/\b(FATAL|PANIC):/.test(line)) lastWords = line;
    return false;
  };
  try {
    const opened = await PGlite.create({
      ...{ fs, startParams, onStderr },
      pgliteWasmModule: program,
    });
    opened.onNotification((channel, payload) => say({ channel, payload }));
    say({ result: undefined });
    return opened;
  } catch (error) {
    const message = `The database in ${folder} did not start. PostgreSQL said: ${lastWords}`;
    say({ error: { message, fields: { cause: inspect(error) } } });
    return undefined;
  }
}

/** Does what is asked, in that order, until it was asked to close. */
async function serve(database: PGlite): Promise<void> {
  const statements = new PreparedStatements(database);
  for await (const [request] of on(requirePort(), 'message')) {
    try {
      say({ result: await answer({ database, statements }, request as Request) });
    } catch (error) {
      say({ error: inWords(error) });
    }
    if (request === 'close') return;
  }
}

interface Session {
  readonly database: PGlite;
  readonly statements: PreparedStatements;
}

async function answer(
  { database, statements }: Session,
  request: Request,
): Promise<QueryResult | undefined> {
  if (request === 'close') {
    // What is left of a crashed PostgreSQL must not mark its files as whole.
    if (!isCrashed) await database.close();
    return undefined;
  }
  if ('script' in request) {
    await database.transaction((transaction) => transaction.exec(request.script));
    await statements.forget();
    return undefined;
  }
  const { rows, affectedRows, command } = await statements.query(request);
  return { rows, affectedRows, command };
}

function inWords(error: unknown): ErrorInWords {
  if (!(error instanceof Error)) return { message: String(error), fields: {} };
  const fields = Object.entries(error).filter(([, value]) => typeof value === 'string');
  return { message: error.message, fields: Object.fromEntries(fields) };
}
