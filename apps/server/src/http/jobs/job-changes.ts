import type { Database } from '../../infrastructure/database/database.ts';

/** The channel that a trigger of the table `jobs` writes to. */
const channel = 'taleport_job_changes';

export interface JobChange {
  readonly jobId: string;
  /** Who has the job: the owner of the story and whoever asked for it. */
  readonly userIds: readonly string[];
}

export interface JobChanges {
  /** Calls back at every change of any job, in whatever process it was made; returns how to stop. */
  subscribe(onChange: (change: JobChange) => void): () => void;
  /** Aborted when the server closes: whoever waits for changes answers now. */
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

/** One listener to the database for everyone in this process who waits for changes of jobs. */
export async function watchJobChanges(database: Database): Promise<JobChanges> {
  const subscribers = new Set<(change: JobChange) => void>();
  const closing = new AbortController();
  const unlisten = await database.listen(channel, (payload) => {
    const change = JSON.parse(payload) as JobChange;
    for (const tell of subscribers) tell(change);
  });
  return {
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => subscribers.delete(onChange);
    },
    closing: closing.signal,
    async close() {
      closing.abort();
      await unlisten();
    },
  };
}
