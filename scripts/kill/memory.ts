import type { JobStatus } from '@taleport/contracts/jobs';
import type { Route } from '@taleport/contracts/route';
import type { FakeKind } from './fake-media.ts';

/** What the server has promised. */
export const promises = {
  answers: 'every answer is one that the contract names',
  jobs: 'every accepted job reached a right end',
  packages: 'every package verifies, and the same request makes the same bytes',
  versions: 'no version twice, and each is what its author sent',
  acknowledged: 'nothing acknowledged is lost',
  halves: 'no half package can be downloaded',
  orphans: 'no file without an owner after the sweep',
  reclaims: 'a killed job runs again soon',
  processes: 'no process ends by itself',
} as const;

export type PromiseName = keyof typeof promises;

export interface UsableMedia {
  readonly sha256: string;
  readonly kind: FakeKind;
}

/** A story as its author remembers it. */
export interface StoryMemory {
  readonly id: string;
  readonly slug: string;
  readonly isLarge: boolean;
  /** Every draft that was acknowledged, or found to have been saved, as canonical JSON by its revision. */
  readonly drafts: Map<number, string>;
  revision: number;
  /** Sent without an answer: it may have become the next revision. */
  pending: string | undefined;
  readonly media: UsableMedia[];
  /** Requests for jobs without an answer: each may have made one. */
  readonly unanswered: { publish: number; export: number };
}

/** What decides the bytes of a package, beside its story and which version or draft of it. */
export interface PackageOptions {
  readonly locale: string;
  readonly include: { readonly images: boolean; readonly audio: boolean; readonly video: boolean };
  readonly languages?: readonly string[];
}

export interface JobMemory {
  readonly jobId: string;
  readonly story: StoryMemory;
  readonly kind: 'export' | 'publish';
  /** For exports. */
  readonly options?: PackageOptions;
  readonly snapshot: { readonly version?: number; readonly draftRevision?: number };
  /** The statuses that it may have when all is over. Failed is right only as `worker_lost`. */
  mayEnd: ReadonlySet<JobStatus>;
  /** Grows with every DELETE and retry that is sent or answered: what was seen before says nothing of what is after it. */
  changes: number;
  /** DELETEs and retries on their way: what is seen meanwhile may be from before or after them. */
  changing: number;
  /** A Completed status that was seen after the last change. */
  completedAt: number | undefined;
  readonly downloads: Download[];
}

export interface Download {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A request with an Idempotency-Key, and the job that it was answered with, once it was. */
export interface KeyMemory {
  readonly key: string;
  readonly story: StoryMemory;
  readonly route: Route;
  readonly options?: PackageOptions;
  readonly locale: string;
  readonly body?: Readonly<Record<string, unknown>>;
  jobId: string | undefined;
}

export interface AuthorMemory {
  readonly name: string;
  readonly stories: StoryMemory[];
  readonly jobs: Map<string, JobMemory>;
  readonly keys: KeyMemory[];
  /** The story in the package, as canonical JSON, by the job that checks it. */
  readonly imports: Map<string, string>;
  /** Requests for imports without an answer: each may have made a job. */
  unansweredImports: number;
  /** By SHA-256. */
  readonly uploads: Map<string, { readonly storyId: string; readonly sizeBytes: number }>;
}

export function newAuthor(name: string): AuthorMemory {
  return {
    ...{ name, stories: [], jobs: new Map(), keys: [], uploads: new Map() },
    ...{ imports: new Map(), unansweredImports: 0 },
  };
}
