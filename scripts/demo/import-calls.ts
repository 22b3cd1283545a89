import { openAsBlob } from 'node:fs';
import { maxWaitSeconds } from '@taleport/contracts/jobs';
import { routePath } from '@taleport/contracts/route';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import { type ImportStatusDocument, importStatusDocument } from '@taleport/contracts/story-import';
import type { Session } from './api-client.ts';

const tus = { 'tus-resumable': '1.0.0' };

/** What an account does to bring a package in. */
export function importCalls(session: Session) {
  const uploadPackage = (file: string) => upload(session, file);
  const importUpload = async (uploadId: string): Promise<string> => {
    const check = await session.json({
      route: storyImportRoutes.create,
      parameters: { locale: 'en' },
      headers: { prefer: `wait=${maxWaitSeconds}` },
      body: { uploadId, autoApply: true },
    });
    const { otherJobId } = await completed(session, check);
    if (otherJobId === undefined) throw new Error('The package was checked and not imported');
    const { storyId } = await completed(session, await status(session, otherJobId));
    if (storyId === undefined) throw new Error('The import has made no story');
    return storyId;
  };
  return {
    /** Returns the id of the upload. */
    uploadPackage,
    /** Makes a new story of a package that was uploaded, and returns its id. */
    importUpload,
    importPackage: async (file: string) => importUpload(await uploadPackage(file)),
  };
}

async function upload({ send }: Session, file: string): Promise<string> {
  const content = await openAsBlob(file);
  const begun = await send({
    path: uploadRoutes.create.url,
    method: uploadRoutes.create.method,
    headers: { ...tus, 'upload-length': String(content.size) },
  });
  const uploadId = begun.headers.get('location')?.split('/').at(-1) ?? '';
  await send({
    path: routePath(uploadRoutes.append, { uploadId }),
    method: uploadRoutes.append.method,
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: content,
  });
  return uploadId;
}

function status({ json }: Session, jobId: string): Promise<unknown> {
  const headers = { prefer: `wait=${maxWaitSeconds}` };
  return json({ route: storyImportRoutes.status, parameters: { jobId }, headers });
}

/** The job of an answer when it is done. Throws where it ends in another way. */
async function completed(session: Session, answer: unknown): Promise<ImportStatusDocument> {
  const job = importStatusDocument.parse(answer);
  if (job.status === 'Completed') return job;
  if (job.status !== 'Queued' && job.status !== 'Running') throw new Error(job.errorMessage);
  return completed(session, await status(session, job.jobId));
}
