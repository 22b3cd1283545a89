import { AnswerError, type ApiClient, apiClient } from '@taleport/contracts/api-client';
import { type JobStatusDocument, maxWaitSeconds } from '@taleport/contracts/jobs';
import { uploadedMedia } from '@taleport/contracts/media';
import type { Route } from '@taleport/contracts/route';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { appendHeaders, tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import { draft, savedDraft, story, storyList } from '@taleport/contracts/stories';
import { type ExportStatusDocument, exportStatusDocument } from '@taleport/contracts/story-export';
import { importStatusDocument } from '@taleport/contracts/story-import';
import { publishStatusDocument } from '@taleport/contracts/story-publish';
import type { StoryDocumentInput } from '@taleport/story-model';
import type { z } from 'zod';

/** The account of the demo: it lives on a server of its own, which nobody else reaches. */
export const demoAccount = { email: 'demo@example.org', password: 'a demo needs no secret' };

export type Author = ReturnType<typeof authorWith>;

/** Signs in with an account, made when it is not there yet. */
export async function signIn(
  url: string,
  account: Partial<typeof demoAccount> = {},
): Promise<Author> {
  return authorWith(url, await bearerToken(url, { ...demoAccount, ...account }));
}

/** What the author does whose token it is. */
export function authorWith(url: string, token: string) {
  const client = apiClient(url, token);
  return {
    token,
    ...client,
    ...storySteps(client),
    ...publishSteps(client),
    ...exportSteps(client),
    ...importSteps(client),
  };
}

async function bearerToken(url: string, credentials: typeof demoAccount): Promise<string> {
  const { call } = apiClient(url);
  const response = await call(accountRoutes.signIn, { body: credentials }).catch((error) => {
    if (!(error instanceof AnswerError) || error.status !== 401) throw error;
    return call(accountRoutes.signUp, { body: { ...credentials, name: 'Demo author' } });
  });
  const token = response.headers.get('set-auth-token');
  if (!token) throw new Error('The server gave no bearer token');
  return token;
}

function storySteps({ read }: ApiClient) {
  return {
    listStories: async () => (await read(storyRoutes.list, storyList)).stories,
    createStory: (document: StoryDocumentInput, more: object = {}) =>
      read(storyRoutes.create, story, { body: { document, ...more } }),
    getDraft: (storyId: string) => read(storyRoutes.getDraft, draft, { parameters: { storyId } }),
    /** Saves on top of a revision, and returns the new one. */
    async saveDraft(storyId: string, revision: number, document: StoryDocumentInput) {
      const saved = await read(storyRoutes.saveDraft, savedDraft, {
        parameters: { storyId },
        headers: { 'if-match': `"${revision}"` },
        body: document,
      });
      return saved.revision;
    },
    uploadMedia: (storyId: string, body: Blob | Uint8Array) =>
      read(mediaRoutes.upload, uploadedMedia, { parameters: { storyId }, body }),
  };
}

function publishSteps(client: ApiClient) {
  const { create, status: route } = storyPublishRoutes;
  const schema = publishStatusDocument;
  return {
    /** The version that readers see from now on. Nothing is made where they see this draft already. */
    async publish(storyId: string): Promise<number | undefined> {
      try {
        const job = await client.read(create, schema, { parameters: { locale: 'en', storyId } });
        return (await completed(client, { job, route, schema })).version;
      } catch (error) {
        if (!(error instanceof AnswerError) || error.code !== 'already_published') throw error;
        const there = await client.read(storyRoutes.get, story, { parameters: { storyId } });
        return there.publishedVersion ?? undefined;
      }
    },
  };
}

type ExportAddress = Pick<ExportStatusDocument, 'storyId' | 'jobId'>;

function exportSteps(client: ApiClient) {
  const { call, read } = client;
  const { create, createDraft, status, remove, download } = storyExportRoutes;
  const ofJob = ({ storyId, jobId }: ExportAddress) => ({ parameters: { storyId, jobId } });
  return {
    exportVersion: (storyId: string) =>
      read(create, exportStatusDocument, { parameters: { locale: 'en', storyId } }),
    exportDraft: (storyId: string, locale = 'en') =>
      read(createDraft, exportStatusDocument, { parameters: { locale, storyId } }),
    exportStatus: (job: ExportAddress) => read(status, exportStatusDocument, ofJob(job)),
    /** The export when it is Completed. Throws when it ends otherwise. */
    completed: (job: ExportStatusDocument) =>
      completed(client, { job, route: status, schema: exportStatusDocument }),
    cancel: (job: ExportAddress) => read(remove, exportStatusDocument, ofJob(job)),
    /** The bytes of the package, by its signed link. */
    async download(job: ExportAddress) {
      const led = await call(download, ofJob(job));
      const link = new URL(led.headers.get('location') ?? '', led.url);
      const response = await fetch(link);
      if (response.ok && response.body) return response.body;
      throw new Error(`GET ${link.pathname} answered ${response.status}`);
    },
  };
}

function importSteps(client: ApiClient) {
  const { call, read } = client;
  const { create, status: route } = storyImportRoutes;
  const schema = importStatusDocument;
  /** Returns the id of the upload. */
  const beginUpload = async (sizeBytes: number): Promise<string> => {
    const headers = { ...tusHeaders, 'upload-length': String(sizeBytes) };
    const begun = await call(uploadRoutes.create, { headers });
    return begun.headers.get('location')?.split('/').at(-1) ?? '';
  };
  /** Returns the id of the upload. */
  const uploadPackage = async (body: Blob): Promise<string> => {
    const uploadId = await beginUpload(body.size);
    await call(uploadRoutes.append, { parameters: { uploadId }, headers: appendHeaders(0), body });
    return uploadId;
  };
  /** Makes a new story of a package that was uploaded, and returns its id. */
  const importUpload = async (uploadId: string): Promise<string> => {
    const job = await read(create, schema, {
      parameters: { locale: 'en' },
      body: { uploadId, autoApply: true },
    });
    const { otherJobId: jobId } = await completed(client, { job, route, schema });
    if (jobId === undefined) throw new Error('The package was checked and not imported');
    const apply = await read(route, schema, { parameters: { jobId } });
    const { storyId } = await completed(client, { job: apply, route, schema });
    if (storyId === undefined) throw new Error('The import has made no story');
    return storyId;
  };
  return {
    beginUpload,
    uploadPackage,
    importUpload,
    importPackage: async (content: Blob) => importUpload(await uploadPackage(content)),
  };
}

/** Asks for an answer that is held back until there is news. */
const forNews = { prefer: `wait=${maxWaitSeconds}` };

interface Followed<Job> {
  readonly job: Job;
  readonly route: Route;
  readonly schema: z.ZodType<Job>;
}

/** The job when it is Completed. Throws when it ends otherwise. */
async function completed<Job extends JobStatusDocument>(
  client: ApiClient,
  { job, route, schema }: Followed<Job>,
): Promise<Job> {
  if (job.status === 'Completed') return job;
  if (job.status !== 'Queued' && job.status !== 'Running') {
    throw new Error(`The job ${job.kind} is ${job.status}: ${job.errorMessage}`);
  }
  const parameters = { storyId: job.storyId ?? '', jobId: job.jobId };
  const news = await client.read(route, schema, { parameters, headers: forNews });
  return completed(client, { job: news, route, schema });
}
