import type { MediaKind } from '@taleport/story-model';
import type { FastifyRequest } from 'fastify';
import type { ApiApp } from '../http/api-app.ts';
import type { JobDesk } from '../http/jobs/job-desk.ts';
import type { JobPresenter } from '../http/jobs/job-document.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import type { Db } from '../infrastructure/database/database.ts';
import type { JobKind } from '../jobs/job-kind.ts';
import type { Sweep } from '../jobs/sweeper.ts';

export interface UploadSettings {
  /** The largest package that can be brought in. */
  readonly maxBytes: number;
  /** How long an upload is kept after its last byte, if no import uses it. */
  readonly keepMs: number;
}

export interface FeatureSettings {
  readonly maxUploadBytes: Readonly<Record<MediaKind, number>>;
  readonly uploads: UploadSettings;
  readonly exportQueueName: string;
  readonly publishQueueName: string;
  readonly importQueueName: string;
  readonly forkQueueName: string;
  readonly keepExportsMs: number;
  readonly linkLifeMs: number;
  /** How long documents and media are kept that nothing refers to. */
  readonly keepUnusedMs: number;
}

/** What the work of a feature, away from any request, is done with. */
export interface WorkContext {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly settings: FeatureSettings;
}

/** What the routes of a feature work with. */
export interface FeatureContext extends WorkContext {
  readonly jobs: JobDesk;
  /** Scheme and authority of the addresses that answers carry. */
  readonly publicBase: (request: FastifyRequest) => string;
}

/** A slice of the product: its routes, and the kind of job and the clean-up that it brings, if it brings any. */
export interface Feature {
  registerRoutes?(app: ApiApp, context: FeatureContext): void;
  /** Routes that also those may ask who have not signed in. */
  registerPublicRoutes?(app: ApiApp, context: FeatureContext): void;
  readonly job?: JobFeature;
  sweeps?(context: WorkContext): readonly Sweep[];
}

/** How a feature's jobs are done, and how they are shown. */
export interface JobFeature extends JobPresenter {
  create(context: WorkContext): JobKind;
}
