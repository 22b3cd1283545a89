import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { account } from '@taleport/contracts/accounts';
import { maxWaitSeconds } from '@taleport/contracts/jobs';
import { uploadedMedia } from '@taleport/contracts/media';
import { problem } from '@taleport/contracts/problem';
import { type Route, routePath } from '@taleport/contracts/route';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { draft, savedDraft, story, storyList } from '@taleport/contracts/stories';
import { type ExportStatusDocument, exportStatusDocument } from '@taleport/contracts/story-export';
import { publishStatusDocument } from '@taleport/contracts/story-publish';
import type { StoryDocumentInput } from '@taleport/story-model';
import { importCalls } from './import-calls.ts';

/** The account of the demo: it lives on a server of its own, which nobody else reaches. */
export const demoAccount = { email: 'demo@example.org', password: 'a demo needs no secret' };

type Credentials = typeof demoAccount;

interface Call {
  readonly route: Route;
  readonly parameters?: {
    readonly storyId?: string;
    readonly jobId?: string;
    readonly locale?: string;
  };
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** An account on the server, made when it is not there yet, and what the demo does with it. */
export async function signIn(url: string, credentials: Credentials = demoAccount) {
  const token = await bearerToken(url, credentials);
  const session = openSession(url, token);
  return {
    token,
    account: account.parse(await session.json({ route: accountRoutes.me })),
    ...storyCalls(session),
    ...publishCalls(session),
    ...exportCalls(session),
    ...importCalls(session),
  };
}

function openSession(url: string, token: string) {
  const authorization = `Bearer ${token}`;
  const call = ({ route, parameters, body, headers }: Call) =>
    send(url, {
      path: routePath(route, parameters),
      method: route.method,
      headers: {
        authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    call,
    json: async (request: Call) => (await call(request)).json(),
    sendFile: async (path: string, file: string) => {
      const content = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
      return send(url, { path, method: 'POST', headers: { authorization }, body: content });
    },
    /** Whatever else there is to send, as this account. */
    send: ({ headers, ...sending }: Sending) =>
      send(url, { ...sending, headers: { authorization, ...headers } }),
    fetchFile: async (address: string) => {
      const path = new URL(address).pathname;
      const { body } = await send(url, { path, method: 'GET', headers: { authorization } });
      if (!body) throw new Error('The download is empty');
      return body as ReadableStream<Uint8Array>;
    },
  };
}

export type Session = ReturnType<typeof openSession>;

function storyCalls({ json, sendFile }: Session) {
  return {
    listStories: async () => storyList.parse(await json({ route: storyRoutes.list })).stories,
    createStory: async (body: unknown) =>
      story.parse(await json({ route: storyRoutes.create, body })),
    getDraft: async (storyId: string) =>
      draft.parse(await json({ route: storyRoutes.getDraft, parameters: { storyId } })),
    saveDraft: async (storyId: string, revision: number, document: StoryDocumentInput) =>
      savedDraft.parse(
        await json({
          route: storyRoutes.saveDraft,
          parameters: { storyId },
          body: document,
          headers: { 'if-match': `"${revision}"` },
        }),
      ),
    async uploadMedia(storyId: string, file: string) {
      const response = await sendFile(routePath(mediaRoutes.upload, { storyId }), file);
      return uploadedMedia.parse(await response.json());
    },
  };
}

function publishCalls({ json }: Session) {
  return {
    /** The version that readers see from now on. Nothing is made where they see this draft already. */
    async publish(storyId: string): Promise<number | undefined> {
      const parameters = { locale: 'en', storyId };
      const headers = { prefer: `wait=${maxWaitSeconds}` };
      try {
        let answer = await json({ route: storyPublishRoutes.create, parameters, headers });
        for (;;) {
          const job = publishStatusDocument.parse(answer);
          if (job.status === 'Completed') return job.version;
          if (job.status !== 'Queued' && job.status !== 'Running')
            throw new Error(job.errorMessage);
          const { jobId } = job;
          const address = { storyId, jobId };
          answer = await json({ route: storyPublishRoutes.status, parameters: address, headers });
        }
      } catch (error) {
        if (!(error instanceof AnswerError) || error.code !== 'already_published') throw error;
        const there = story.parse(await json({ route: storyRoutes.get, parameters: { storyId } }));
        return there.publishedVersion ?? undefined;
      }
    },
  };
}

type JobAddress = Pick<ExportStatusDocument, 'storyId' | 'jobId'>;

function exportCalls({ call, json, fetchFile }: Session) {
  return {
    createExport: async (storyId: string, isDraft: boolean, locale = 'en') =>
      exportStatusDocument.parse(
        await json({
          route: isDraft ? storyExportRoutes.createDraft : storyExportRoutes.create,
          parameters: { locale, storyId },
        }),
      ),
    async exportStatus({ storyId, jobId }: JobAddress) {
      const parameters = { storyId, jobId };
      const response = await call({ route: storyExportRoutes.status, parameters });
      const document = exportStatusDocument.parse(await response.json());
      return { document, retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000 };
    },
    cancel: async ({ storyId, jobId }: JobAddress) =>
      exportStatusDocument.parse(
        await json({ route: storyExportRoutes.remove, parameters: { storyId, jobId } }),
      ),
    download: fetchFile,
  };
}

async function bearerToken(url: string, credentials: Credentials): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const enter = (route: Route, body: unknown) =>
    send(url, { path: route.url, method: route.method, headers, body: JSON.stringify(body) });
  const response = await enter(accountRoutes.signIn, credentials).catch((error: unknown) => {
    if (!(error instanceof AnswerError) || error.status !== 401) throw error;
    return enter(accountRoutes.signUp, { ...credentials, name: 'Demo author' });
  });
  const token = response.headers.get('set-auth-token');
  if (!token) throw new Error('The server gave no bearer token');
  return token;
}

/** An answer that is not the one that was hoped for. */
class AnswerError extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(message: string, status: number, code: string | undefined) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Sending {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Blob | ReadableStream<Uint8Array>;
}

async function send(url: string, { path, method, headers, body }: Sending): Promise<Response> {
  const response = await fetch(new URL(path, url), {
    method,
    headers,
    ...(body !== undefined && { body: body as RequestInit['body'], duplex: 'half' }),
  } as RequestInit);
  if (response.ok) return response;
  const found = problem.safeParse(await response.json().catch(() => undefined));
  const reason = found.success ? `${found.data.code}: ${found.data.detail}` : 'no reason given';
  throw new AnswerError(
    `${method} ${path} answered ${response.status}: ${reason}`,
    response.status,
    found.data?.code,
  );
}
