import { closeSync, fsyncSync, openSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

interface OpenStream {
  readonly nfd?: number;
  readonly node: object;
}

interface NodeFsModule {
  NODEFS: {
    realPath(node: object): string;
    stream_ops: { fsync?: (stream: OpenStream) => number };
  };
}

/**
 * PGlite's file system with the operation that it lacks: without `fsync`, PostgreSQL believes that its log is on the
 * disk while it is only in the cache, and a power cut takes committed transactions. Folders are synced too, since
 * PostgreSQL syncs them after it makes or renames a file.
 */
export class SyncedNodeFS extends NodeFS {
  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const preRun = [
      ...(options.preRun ?? []),
      (module: unknown) => installFsync((module as NodeFsModule).NODEFS),
    ];
    return super.init(pg, { ...options, preRun });
  }
}

function installFsync(nodeFs: NodeFsModule['NODEFS']): void {
  nodeFs.stream_ops.fsync = (stream) => {
    if (stream.nfd !== undefined) {
      fsyncSync(stream.nfd);
      return 0;
    }
    const folder = openSync(nodeFs.realPath(stream.node), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
    return 0;
  };
}
