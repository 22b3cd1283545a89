import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startAzurite } from '../../apps/server/test/azurite.ts';
import { type PostgresServer, startOwnPostgres } from '../../apps/server/test/postgres-server.ts';

/** What Taleport has around it in Azure, on this machine: a PostgreSQL and an Azurite. */
export interface Surroundings {
  /** What a process of Taleport needs to be told to work with them. Secrets are not among it. */
  readonly settings: { DATABASE_URL: string; AZURE_STORAGE_CONNECTION_STRING: string };
  readonly postgres: PostgresServer;
  /** Ends both. What is in a folder that is kept stays. */
  stop(): Promise<void>;
}

/** There are no surroundings on this machine: the message says why and what to do. */
export class SurroundingsError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SurroundingsError';
  }
}

interface SurroundingsOptions {
  /** What they keep is in it, and they go on from it; by default they forget all when they stop. */
  readonly folder?: string;
  /** Of tens of thousands of blobs. */
  readonly hasManyBlobs?: boolean;
}

/**
 * Starts a PostgreSQL and an Azurite on free ports, and makes the database. Throws SurroundingsError where no PostgreSQL is
 * installed or it does not start.
 */
export async function startSurroundings({
  folder,
  hasManyBlobs = false,
}: SurroundingsOptions = {}): Promise<Surroundings> {
  const kept = folder === undefined ? undefined : resolve(folder);
  if (kept !== undefined) await mkdir(kept, { recursive: true });
  const postgres = await startPostgres(kept);
  try {
    const [database, azurite] = await Promise.all([
      postgres.createDatabase('taleport'),
      startAzurite({
        ...(kept !== undefined && { folder: join(kept, 'azurite') }),
        hasManyBlobs,
      }),
    ]);
    return {
      settings: {
        DATABASE_URL: database.url,
        AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      },
      postgres,
      async stop() {
        await azurite.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function startPostgres(kept: string | undefined): Promise<PostgresServer> {
  const folder = kept === undefined ? undefined : join(kept, 'postgres');
  const postgres = await startOwnPostgres(folder === undefined ? {} : { folder }).catch(
    (error: Error) => {
      const where = folder === undefined ? '' : ` in ${folder}; maybe one runs there already`;
      throw new SurroundingsError(`PostgreSQL did not start${where}:\n${error.message}`, error);
    },
  );
  if (postgres) return postgres;
  throw new SurroundingsError(
    'No PostgreSQL is installed on this machine, which this needs beside Azurite. Install it (on Debian: apt-get install postgresql) and try again.',
  );
}

/** A secret that processes share, for as long as they run. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}
