import { exportResult, type StoryExportCode } from '@taleport/contracts/story-export';
import { sql } from 'kysely';
import { HttpProblem } from '../../http/problem.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { writeEvent } from '../../jobs/timeline.ts';
import type { FeatureContext } from '../feature.ts';

const hourMs = 3_600_000;
/** A slow line gets this many bytes in a millisecond: 1 MB/s. */
const slowBytesPerMs = 1_000;

/** A signed link to the package of a Completed export, made for this one click. */
export async function exportDownload(context: FeatureContext, job: JobRow): Promise<string> {
  if (job.status === 'Expired') throw packageGone();
  if (job.status !== 'Completed') {
    throw new HttpProblem<StoryExportCode>({
      status: 409,
      code: 'export_not_ready',
      detail: `There is no package to download: the export is ${job.status}.`,
      retryable: job.status === 'Queued' || job.status === 'Running',
    });
  }
  const { zipBlobPath, zipFileName, zipSizeBytes } = exportResult.parse(job.result);
  if (!(await context.blobs.stat(zipBlobPath))) throw packageGone();
  const lifeMs = linkLifeMs(context.settings.linkLifeMs, zipSizeBytes);
  if (!(await keepForLink(context.db, job, lifeMs))) throw packageGone();
  const link = { fileName: zipFileName, mediaType: 'application/zip', lifeMs };
  return context.blobs.signLink(zipBlobPath, link);
}

/** The package stays for as long as the link lives, also when it expires meanwhile. False when it has expired just now. */
function keepForLink(db: Db, job: JobRow, lifeMs: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('jobs')
      .set({
        links_end_at: sql<Date>`greatest(links_end_at, now() + make_interval(secs => ${lifeMs / 1000}))`,
      })
      .where('id', '=', job.id)
      .where('epoch', '=', job.epoch)
      .where('status', '=', 'Completed')
      .executeTakeFirst();
    const isKept = numUpdatedRows === 1n;
    if (isKept) await writeEvent(trx, { job, name: 'download' });
    return isKept;
  });
}

/** As long as the setting says, or as long as a slow line needs, so that a download can be resumed; a day at most. */
function linkLifeMs(settingMs: number, sizeBytes: number): number {
  return Math.min(24 * hourMs, Math.max(settingMs, sizeBytes / slowBytesPerMs));
}

function packageGone(): HttpProblem<StoryExportCode> {
  return new HttpProblem<StoryExportCode>({
    status: 410,
    code: 'package_gone',
    detail: 'The package is no longer kept. Export the story again.',
  });
}
