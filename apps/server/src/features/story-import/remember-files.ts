import type { KnownFile } from '@taleport/story-archive';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobRow, StoredProgress } from '../../jobs/job-row.ts';
import type { ProgressReporter } from '../../jobs/progress.ts';
import { saveKnownFiles } from './import-storage.ts';

interface Memory {
  readonly db: Db;
  readonly job: JobRow;
  readonly progress: ProgressReporter;
}

type Counts = Omit<StoredProgress, 'secondsLeft'>;

/** What an attempt may have to read again: so much at most, or one file that is larger. */
const maxFiles = 500;
const maxBytes = 64 * 1024 * 1024;
const maxMs = 1_000;

/** Keeps in mind which files of a package were read, in rows that are written a batch at a time. */
export function rememberFiles({ db, job, progress }: Memory) {
  const files = new Map<string, KnownFile>();
  let sizeBytes = 0;
  let writtenAt = performance.now();
  let counts: Counts | undefined;

  const write = async () => {
    if (files.size === 0) return;
    if (counts) await progress.keep(counts);
    await saveKnownFiles(db, job, files);
    files.clear();
    sizeBytes = 0;
    writtenAt = performance.now();
  };
  return {
    write,
    async add(path: string, file: KnownFile): Promise<void> {
      files.set(path, file);
      sizeBytes += file.sizeBytes;
      const isDue = performance.now() - writtenAt >= maxMs;
      if (isDue || files.size >= maxFiles || sizeBytes >= maxBytes) await write();
    },
    report(now: Counts): void {
      counts = now;
      progress.report(now);
    },
  };
}
