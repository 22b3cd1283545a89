import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { makePrivateFolder } from '../durable-files.ts';
import { DatabaseCrashedError } from './crash-watch.ts';
import type {
  Answer,
  DatabasePlace,
  ErrorInWords,
  Message,
  QueryResult,
  Request,
} from './database-thread.ts';
import { createOnFirstStart } from './first-start.ts';
import type { Query } from './prepared-statements.ts';

/** The session of a PGlite that runs in a thread of its own, so that neither its work nor a sync holds the event loop. */
export interface PgliteThread {
  /** Throws an Error with the fields of PostgreSQL's, or DatabaseCrashedError. */
  query(query: Query): Promise<QueryResult>;
  /** Runs several statements in one transaction. */
  runScript(sql: string): Promise<void>;
  /** Sets who is told of each NOTIFY. */
  onNotification(heard: (channel: string, payload: string) => void): void;
  close(): Promise<void>;
}

interface Asked {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Opens the database in `folder`, or makes it. Throws when it does not start. After a crash, of which `onCrash` is told
 * once, every query throws DatabaseCrashedError.
 */
export async function startPgliteThread(
  folder: string,
  onCrash?: (crash: Error) => void,
): Promise<PgliteThread> {
  const program = await compilePostgres();
  await createOnFirstStart(folder, () => createDatabase({ folder, program }));
  await makePrivateFolder(folder);
  const thread = new ThreadSession({ folder, program }, onCrash);
  await thread.opened;
  return thread;
}

/** Once, so that the thread that opens a new database finds the machine code that making it has led to. */
async function compilePostgres(): Promise<WebAssembly.Module> {
  const file = fileURLToPath(import.meta.resolve('@electric-sql/pglite/pglite.wasm'));
  return WebAssembly.compile(await readFile(file));
}

/**
 * In a thread that ends: what making a database takes of memory is never given back by the one that did it. It makes room for
 * the build of the studio, which takes longer and which `npm start` waits for as well.
 */
async function createDatabase(place: DatabasePlace): Promise<void> {
  // PGlite lets everyone read and write the files that it makes.
  await makePrivateFolder(place.folder);
  const thread = new ThreadSession({ ...place, inBackground: true });
  await thread.opened;
  await prepareLog(thread);
  await thread.close();
}

/**
 * Goes on in the second segment of the log, and lets the first become the third (PostgreSQL, section 28.5): there is no need to
 * make one, which takes a tenth of a second, in the middle of somebody's commit. From then on a checkpoint does the same.
 */
async function prepareLog(thread: ThreadSession): Promise<void> {
  for (const sql of ['select pg_switch_wal()', 'checkpoint']) {
    await thread.query({ sql, parameters: [], begins: false });
  }
}

class ThreadSession implements PgliteThread {
  readonly #worker: Worker;
  readonly #onCrash: ((crash: Error) => void) | undefined;
  readonly #asked: Asked[] = [];
  /** Why nothing can be asked any more. */
  #end: Error | undefined;
  #heard: (channel: string, payload: string) => void = () => {};
  readonly opened: Promise<unknown>;

  constructor(place: DatabasePlace, onCrash?: (crash: Error) => void) {
    this.#onCrash = onCrash;
    this.#worker = new Worker(new URL('./database-thread.ts', import.meta.url), {
      workerData: place,
    });
    this.#worker.on('message', (message: Message) => this.#hear(message));
    this.#worker.on('error', (error) => this.#crash(new DatabaseCrashedError('nothing', error)));
    this.#worker.on('exit', () => this.#finish(new Error('The database is closed')));
    this.opened = this.#answer();
  }

  async query(query: Query): Promise<QueryResult> {
    const result = await this.#ask(query);
    if (!result) throw new Error('A query has no result');
    return result;
  }

  async runScript(sql: string): Promise<void> {
    await this.#ask({ script: sql });
  }

  onNotification(heard: (channel: string, payload: string) => void): void {
    this.#heard = heard;
  }

  async close(): Promise<void> {
    if (this.#end) {
      await this.#worker.terminate();
      return;
    }
    const exited = once(this.#worker, 'exit');
    await this.#ask('close');
    this.#worker.ref();
    await exited;
  }

  async #ask(request: Request): Promise<QueryResult | undefined> {
    if (this.#end) throw this.#end;
    this.#worker.postMessage(request);
    return this.#answer();
  }

  /** Keeps the process alive for as long as an answer is waited for. The error is made here, where its stack says who asked. */
  async #answer(): Promise<QueryResult | undefined> {
    const { promise, ...asked } = Promise.withResolvers<Answer>();
    this.#asked.push(asked);
    this.#worker.ref();
    const answer = await promise;
    if ('error' in answer) throw this.#end ?? asError(answer.error);
    return answer.result;
  }

  #hear(message: Message): void {
    if ('channel' in message) this.#heard(message.channel, message.payload);
    else if ('crash' in message) {
      this.#crash(new DatabaseCrashedError(message.lastWords, message.crash));
    } else this.#settle(message);
  }

  #settle(answer: Answer): void {
    const asked = this.#asked.shift();
    if (this.#asked.length === 0) this.#worker.unref();
    asked?.resolve(answer);
  }

  #crash(error: Error): void {
    this.#finish(error);
    this.#onCrash?.(error);
  }

  #finish(error: Error): void {
    this.#end ??= error;
    for (const asked of this.#asked.splice(0)) asked.reject(this.#end);
  }
}

function asError({ message, fields }: ErrorInWords): Error {
  return Object.assign(new Error(message), fields);
}
