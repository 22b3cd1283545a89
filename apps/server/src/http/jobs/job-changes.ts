import type { Database } from '../../infrastructure/database/database.ts';

/** The channel that a trigger of the table `jobs` writes to. */
const channel = 'taleport_job_changes';

export interface JobChange {
  readonly jobId: string;
  /** Who has the job: the owner of the story and whoever asked for it. */
  readonly userIds: readonly string[];
}

interface ChangeSubscriber {
  onChange(change: JobChange): void;
  /** Any job may have changed without a call. */
  onGap(): void;
}

export interface JobChanges {
  /** Calls at every change of any job, in whatever process it was made; returns how to stop. */
  subscribe(subscriber: ChangeSubscriber): () => void;
  /** Aborted when the server closes: whoever waits for changes answers now. */
  readonly closing: AbortSignal;
  close(): Promise<void>;
}

/** One listener to the database for everyone in this process who waits for changes of jobs. */
export async function watchJobChanges(database: Database): Promise<JobChanges> {
  const subscribers = new Set<ChangeSubscriber>();
  const closing = new AbortController();
  const unlisten = await database.listen(channel, {
    onNotification(payload) {
      const change = JSON.parse(payload) as JobChange;
      for (const subscriber of subscribers) subscriber.onChange(change);
    },
    onGap() {
      for (const subscriber of subscribers) subscriber.onGap();
    },
  });
  return {
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    closing: closing.signal,
    async close() {
      closing.abort();
      await unlisten();
    },
  };
}
