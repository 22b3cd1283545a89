import { maxWaitSeconds } from '@taleport/contracts/jobs';
import { uploadedMedia } from '@taleport/contracts/media';
import { type Route, routePath } from '@taleport/contracts/route';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { savedDraft, story } from '@taleport/contracts/stories';
import { type ExportStatusDocument, exportStatusDocument } from '@taleport/contracts/story-export';
import type { StoryDocumentInput } from '@taleport/story-model';

type JobAddress = Pick<ExportStatusDocument, 'storyId' | 'jobId'>;

interface Call {
  readonly route: Route;
  readonly parameters?: Record<string, string | number>;
  readonly body?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string> | undefined;
}

export type ApiClient = Awaited<ReturnType<typeof signUp>>;

/** Makes an account on the server, and returns what a benchmark does with it. */
export async function signUp(url: string, name: string) {
  const token = await tokenOfNewAccount(url, name);

  async function send({ route, parameters, body, bytes, headers }: Call): Promise<unknown> {
    const response = await fetch(new URL(routePath(route, parameters), url), {
      method: route.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(bytes && { body: bytes }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw new Error(`${route.method} ${route.url} answered ${response.status}: ${text}`);
  }

  const status = async ({ storyId, jobId }: JobAddress, headers?: Record<string, string>) =>
    exportStatusDocument.parse(
      await send({ route: storyExportRoutes.status, parameters: { storyId, jobId }, headers }),
    );

  return {
    status,
    createStory: async (document: StoryDocumentInput) =>
      story.parse(await send({ route: storyRoutes.create, body: { document } })).id,
    uploadMedia: async (storyId: string, bytes: Uint8Array<ArrayBuffer>) =>
      uploadedMedia.parse(
        await send({ route: mediaRoutes.upload, parameters: { storyId }, bytes }),
      ),
    /** Returns the new revision. */
    async saveDraft(storyId: string, revision: number, document: StoryDocumentInput) {
      const headers = { 'if-match': `"${revision}"` };
      const parameters = { storyId };
      const saved = await send({
        route: storyRoutes.saveDraft,
        parameters,
        body: document,
        headers,
      });
      return savedDraft.parse(saved).revision;
    },
    createExport: async (storyId: string) =>
      exportStatusDocument.parse(
        await send({
          route: storyExportRoutes.createDraft,
          parameters: { locale: 'en', storyId },
        }),
      ),
    /** Waits until the export is Completed, by answers that are held back until it changes. Throws when it ends otherwise. */
    async completed(job: ExportStatusDocument): Promise<ExportStatusDocument> {
      for (;;) {
        const now = await status(job, { prefer: `wait=${maxWaitSeconds}` });
        if (now.status === 'Completed') return now;
        if (now.status !== 'Queued' && now.status !== 'Running') {
          throw new Error(`The export is ${now.status}: ${now.errorMessage}`);
        }
      }
    },
  };
}

async function tokenOfNewAccount(url: string, name: string): Promise<string> {
  const credentials = { email: `${name}@example.org`, password: 'a benchmark needs no secret' };
  const response = await fetch(new URL(accountRoutes.signUp.url, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...credentials, name }),
  });
  const token = response.headers.get('set-auth-token');
  if (!token) throw new Error(`The server gave no token: ${await response.text()}`);
  return token;
}
