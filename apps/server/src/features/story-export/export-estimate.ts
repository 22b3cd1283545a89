import type { ExportEstimate, ExportInput } from '@taleport/contracts/story-export';
import { type MediaKind, mediaTypes } from '@taleport/story-model';
import type { Db } from '../../infrastructure/database/database.ts';
import { foreseeExport } from './export-service.ts';
import { packageRevision } from './export-storage.ts';

/**
 * How large the package of a request would be. The plan of the archive is made of what the database knows of each media
 * file, so the size is exact and no media is looked at; the job looks, and says what is missing.
 */
export async function estimateExport(
  db: Db,
  documentId: string,
  input: ExportInput,
): Promise<ExportEstimate> {
  const { fileName, sizeBytes, manifest, languages } = await foreseeExport(db, documentId, input);
  const count = (kind: MediaKind) => {
    const files = manifest.files.filter(({ mediaType }) => mediaTypes[mediaType].kind === kind);
    return {
      files: files.length,
      sizeBytes: files.reduce((total, file) => total + file.sizeBytes, 0),
    };
  };
  return {
    fileName,
    sizeBytes,
    media: { images: count('image'), audio: count('audio'), video: count('video') },
    languageCount: manifest.story.languages.length,
    languages,
    snapshot: packageRevision(input),
  };
}
