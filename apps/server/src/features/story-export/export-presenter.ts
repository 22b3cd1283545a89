import { routePath } from '@taleport/contracts/route';
import { storyExportKind, storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { exportInput, exportResult } from '@taleport/contracts/story-export';
import { type JobPresenter, jobAddress } from '../../http/jobs/job-document.ts';
import { packageRevision } from './export-storage.ts';

/** What the status of an export says beyond that of every job. */
export const exportPresenter: JobPresenter = {
  kind: storyExportKind,
  routes: storyExportRoutes,

  describe(row, base) {
    const snapshot = packageRevision(exportInput.parse(row.input));
    if (row.status !== 'Completed') return { snapshot };
    const { zipBlobPath: _, ...shown } = exportResult.parse(row.result);
    const download = routePath(storyExportRoutes.download, jobAddress(row));
    return { snapshot, download, fields: { zipDownloadUrl: `${base}${download}`, ...shown } };
  },
};
