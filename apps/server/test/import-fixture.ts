import { randomUUID } from 'node:crypto';
import { routePath } from '@taleport/contracts/route';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import type { ImportStatusDocument } from '@taleport/contracts/story-import';
import { uploadBlobKey } from '../src/infrastructure/blob-keys.ts';
import type { Adapters } from '../src/start/adapters.ts';
import type { TestApp } from './test-app.ts';
import type { TestClient } from './test-client.ts';

/** A package that was uploaded whole, as the upload feature leaves it; returns the id of the upload. */
export async function putUpload(
  { database, blobs }: Pick<Adapters, 'database' | 'blobs'>,
  owner: { readonly id: string },
  bytes: Uint8Array,
  receivedBytes = bytes.length,
): Promise<string> {
  const id = randomUUID();
  async function* content() {
    yield bytes.subarray(0, receivedBytes);
  }
  await blobs.promote(await blobs.stage(content()), uploadBlobKey(id));
  await database.db
    .insertInto('uploads')
    .values({
      id,
      owner_user_id: owner.id,
      file_name: 'story.zip',
      size_bytes: bytes.length,
      received_bytes: receivedBytes,
      expires_at: new Date(Date.now() + 86_400_000),
    })
    .execute();
  return id;
}

/** The bytes of a package of a draft, as its author downloads them. */
export async function exportedBytes(
  app: TestApp,
  author: TestClient,
  storyId: string,
): Promise<Buffer> {
  const job = await author.exportDraft(storyId);
  await app.drainJobs();
  return (await author.download(job)).rawPayload;
}

/** Asks for an import, runs what there is to run, and returns the status of the check then. */
export async function checkUpload(
  app: TestApp,
  author: TestClient,
  uploadId: string,
  more: { readonly locale?: string; readonly autoApply?: boolean; readonly decision?: object } = {},
): Promise<ImportStatusDocument> {
  const { locale = 'en', ...body } = more;
  const asked = await author.ask(storyImportRoutes.create, {
    parameters: { locale },
    body: { uploadId, ...body },
  });
  if (asked.statusCode !== 202) throw new Error(`Not accepted: ${asked.body}`);
  await app.drainJobs();
  return importStatus(author, asked.json<ImportStatusDocument>().jobId);
}

export async function importStatus(
  author: TestClient,
  jobId: string | undefined,
): Promise<ImportStatusDocument> {
  const path = routePath(storyImportRoutes.status, { jobId: jobId ?? 'none' });
  return (await author.get(path)).json<ImportStatusDocument>();
}

/** Decides what becomes of a checked package, and returns the status of its import when that has run. */
export async function applyCheck(
  app: TestApp,
  author: TestClient,
  check: ImportStatusDocument,
  decision: object = {},
): Promise<ImportStatusDocument> {
  const asked = await author.ask(storyImportRoutes.apply, {
    parameters: { locale: 'en', jobId: check.jobId },
    body: decision,
  });
  if (asked.statusCode !== 202) throw new Error(`Not accepted: ${asked.body}`);
  await app.drainJobs();
  return importStatus(author, asked.json<ImportStatusDocument>().jobId);
}

/** The keys of all blobs in a folder. */
export async function blobsIn({ blobs }: Pick<Adapters, 'blobs'>, folder: string) {
  return (await Array.fromAsync(blobs.list(folder))).map(({ key }) => key);
}
