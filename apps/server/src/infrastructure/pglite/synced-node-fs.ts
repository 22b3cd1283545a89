import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { type PostgresCalls, watchForCrash } from './crash-watch.ts';

interface OpenStream {
  readonly nfd?: number;
  readonly node: object;
}

interface NodeFsModule extends PostgresCalls {
  NODEFS: {
    realPath(node: object): string;
    /** The number by which PostgreSQL knows an error of the system. */
    convertNodeCode(error: unknown): number | undefined;
    stream_ops: { fsync?: (stream: OpenStream) => number };
  };
}

/** EIO of the C library that PGlite is built with. */
const inputOutputError = 29;

/**
 * PGlite's file system with the operation that it lacks: without `fsync`, PostgreSQL believes that its log is on the
 * disk while it is only in the cache, and a power cut takes committed transactions. Folders are synced too, since
 * PostgreSQL syncs them after it makes or renames a file. Of files the data is synced, with what is needed to read it
 * (POSIX, fdatasync), as PostgreSQL does it for its log on Linux: a full sync would write the journal of the file system each
 * time, and wait there for every other file that is being synced. A sync that fails crashes PostgreSQL, as it should: what the
 * disk has refused once may be lost although the next sync succeeds.
 */
export class SyncedNodeFS extends NodeFS {
  readonly #onCrash: (cause: unknown) => Error;

  constructor(folder: string, onCrash: (cause: unknown) => Error) {
    super(folder);
    this.#onCrash = onCrash;
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const preRun = [
      ...(options.preRun ?? []),
      (module: unknown) => installFsync((module as NodeFsModule).NODEFS),
    ];
    return super.init(pg, { ...options, preRun });
  }

  /** PGlite calls this once its PostgreSQL is loaded, before it runs. */
  override async initialSyncFs(): Promise<void> {
    await super.initialSyncFs();
    const module: unknown = this.pg?.Module;
    watchForCrash(module as NodeFsModule, this.#onCrash);
  }
}

function installFsync(nodeFs: NodeFsModule['NODEFS']): void {
  nodeFs.stream_ops.fsync = (stream) => {
    try {
      if (stream.nfd === undefined) syncFolder(nodeFs.realPath(stream.node));
      else fdatasyncSync(stream.nfd);
      return 0;
    } catch (error) {
      return nodeFs.convertNodeCode(error) ?? inputOutputError;
    }
  };
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
