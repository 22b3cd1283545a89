import { routePath } from '@taleport/contracts/route';
import {
  type ExportStatusDocument,
  exportInput,
  exportResult,
  storyExportRoutes,
} from '@taleport/contracts/story-export';
import type { RankedJobRow } from '../../http/find-jobs.ts';
import { jobDocument } from '../../http/job-document.ts';

interface Presentation {
  /** Scheme and authority of absolute addresses. */
  readonly base: string;
  readonly maxAttempts: number;
}

/** The status document of an export. */
export function presentExport(
  row: RankedJobRow,
  { base, maxAttempts }: Presentation,
): ExportStatusDocument {
  const address = { storyId: row.story_id, jobId: row.id };
  const { isDraft, revision } = exportInput.parse(row.input);
  const result = row.status === 'Completed' ? exportResult.parse(row.result) : undefined;
  const download = routePath(storyExportRoutes.download, address);
  return {
    ...jobDocument(row, {
      maxAttempts,
      snapshot: isDraft ? { draftRevision: revision } : { version: revision },
      links: { self: routePath(storyExportRoutes.status, address), ...(result && { download }) },
    }),
    ...(result && {
      zipDownloadUrl: `${base}${download}`,
      zipFileName: result.zipFileName,
      zipSizeBytes: result.zipSizeBytes,
      mediaCount: result.mediaCount,
      languageCount: result.languageCount,
    }),
  };
}
