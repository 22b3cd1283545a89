import type { Call } from '@taleport/contracts/api-client';
import type { UploadedMedia } from '@taleport/contracts/media';
import { type Route, routePath } from '@taleport/contracts/route';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { Story } from '@taleport/contracts/stories';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { PublishStatusDocument } from '@taleport/contracts/story-publish';
import type { StoryDocumentInput } from '@taleport/story-model';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { ApiApp } from '../src/http/api-app.ts';
import { picture, storyWith } from './factories.ts';

interface Ask extends Omit<Call, 'query'> {
  /** With its question mark. */
  readonly query?: string;
  /** A body that is sent as it is. */
  readonly raw?: InjectOptions['payload'];
}

export interface TestClient {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  /** Asks as this account, whatever comes back. */
  ask(route: Route, ask?: Ask): Promise<LightMyRequestResponse>;
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  createStory(document?: StoryDocumentInput, more?: Record<string, unknown>): Promise<Story>;
  upload(storyId: string, bytes: Uint8Array): Promise<UploadedMedia>;
  /** Saves the draft on top of what is there, and returns the new revision. */
  saveDraft(storyId: string, document: StoryDocumentInput): Promise<number>;
  requestPublish(storyId: string): Promise<PublishStatusDocument>;
  /** Publishes the draft, running the jobs for it, and returns the version. */
  publish(storyId: string): Promise<number>;
  /** A story with one picture, published once. */
  publishedStory(): Promise<{ story: Story; media: UploadedMedia }>;
  exportStory(storyId: string, body?: unknown): Promise<ExportStatusDocument>;
  exportDraft(storyId: string, body?: unknown): Promise<ExportStatusDocument>;
  status(job: ExportStatusDocument): Promise<ExportStatusDocument>;
  /** The bytes behind the download address, through the signed link. */
  download(job: ExportStatusDocument): Promise<LightMyRequestResponse>;
}

const password = 'correct horse battery';

/** An account that is signed in: a new one, or the one that is there. */
export async function testClient(
  app: ApiApp,
  name: string,
  drainPublishJobs: () => Promise<void>,
): Promise<TestClient> {
  const email = `${name}@example.org`;
  const enter = (route: Route, body: Record<string, string>) =>
    app.inject({ method: route.method, url: route.url, payload: body });
  // Most are new, and each try takes the time of a password.
  const signedUp = await enter(accountRoutes.signUp, { email, password, name });
  const entered =
    signedUp.statusCode === 200 ? signedUp : await enter(accountRoutes.signIn, { email, password });
  const token = String(entered.headers['set-auth-token']);
  const { id } = entered.json<{ user: { id: string } }>().user;

  const ask = (route: Route, { parameters, query = '', body, raw, headers }: Ask = {}) =>
    app.inject({
      method: route.method,
      url: routePath(route, parameters) + query,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { payload: body as object }),
      ...(raw !== undefined && { payload: raw }),
    });
  return { id, email, token, ask, ...journeySteps({ app, ask, token, drainPublishJobs }) };
}

interface Steps {
  readonly app: ApiApp;
  readonly ask: TestClient['ask'];
  readonly token: string;
  readonly drainPublishJobs: () => Promise<void>;
}

function journeySteps({ app, ask, token, drainPublishJobs }: Steps) {
  const asked = async <Body>(status: number, route: Route, request?: Ask): Promise<Body> =>
    expectStatus(await ask(route, request), status).json<Body>();
  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}`, ...headers } });
  const createStory = (document: StoryDocumentInput = storyWith(), more = {}) =>
    asked<Story>(201, storyRoutes.create, { body: { document, ...more } });
  const upload = (storyId: string, bytes: Uint8Array) =>
    asked<UploadedMedia>(201, mediaRoutes.upload, {
      parameters: { storyId },
      raw: Buffer.from(bytes),
    });
  const saveDraft = async (storyId: string, document: StoryDocumentInput) => {
    const { headers } = await ask(storyRoutes.getDraft, { parameters: { storyId } });
    const saved = await asked<{ revision: number }>(200, storyRoutes.saveDraft, {
      parameters: { storyId },
      headers: { 'if-match': String(headers.etag) },
      body: document,
    });
    return saved.revision;
  };
  const requestPublish = (storyId: string) =>
    asked<PublishStatusDocument>(202, storyPublishRoutes.create, {
      parameters: { locale: 'en', storyId },
    });
  const publish = async (storyId: string) => {
    const { jobId } = await requestPublish(storyId);
    await drainPublishJobs();
    const parameters = { storyId, jobId };
    const job = await asked<PublishStatusDocument>(200, storyPublishRoutes.status, { parameters });
    if (job.version === undefined) throw new Error(`Not published: ${JSON.stringify(job)}`);
    return job.version;
  };

  return {
    get,
    createStory,
    upload,
    saveDraft,
    requestPublish,
    publish,
    async publishedStory() {
      const story = await createStory();
      const media = await upload(story.id, picture());
      await saveDraft(story.id, storyWith({ cover: { media: media.sha256 } }));
      await publish(story.id);
      return { story, media };
    },
    exportStory: (storyId: string, body?: unknown) =>
      asked<ExportStatusDocument>(202, storyExportRoutes.create, {
        parameters: { locale: 'en', storyId },
        body,
      }),
    exportDraft: (storyId: string, body?: unknown) =>
      asked<ExportStatusDocument>(202, storyExportRoutes.createDraft, {
        parameters: { locale: 'en', storyId },
        body,
      }),
    async status({ links }: ExportStatusDocument) {
      return expectStatus(await get(links.self), 200).json<ExportStatusDocument>();
    },
    async download({ storyId, jobId }: ExportStatusDocument) {
      const asked = await ask(storyExportRoutes.download, { parameters: { storyId, jobId } });
      return app.inject({ url: String(expectStatus(asked, 303).headers.location) });
    },
  };
}

function expectStatus(response: LightMyRequestResponse, status: number): LightMyRequestResponse {
  if (response.statusCode === status) return response;
  throw new Error(`Expected ${status}, got ${response.statusCode}: ${response.body.slice(0, 500)}`);
}
