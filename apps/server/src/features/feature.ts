import type { MediaKind } from '@taleport/story-model';
import type { FastifyRequest } from 'fastify';
import type { ApiApp } from '../http/api-app.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import type { Db } from '../infrastructure/database/database.ts';
import type { JobKind } from '../jobs/job-kind.ts';

export interface FeatureSettings {
  readonly maxUploadBytes: Readonly<Record<MediaKind, number>>;
  readonly exportQueueName: string;
  readonly keepExportsMs: number;
  readonly linkLifeMs: number;
  readonly maxAttempts: number;
}

/** What a feature works with. */
export interface FeatureContext {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly settings: FeatureSettings;
  /** Scheme and authority of the addresses that answers carry. */
  readonly publicBase: (request: FastifyRequest) => string;
}

/** A slice of the product: its routes, and the kind of job that it brings, if it brings one. */
export interface Feature {
  registerRoutes(app: ApiApp, context: FeatureContext): void;
  jobKind?(context: FeatureContext): JobKind;
}
