import type { ForkedFrom } from '@taleport/contracts/story-fork';
import type { Forking, Picture, StoryDocument } from '@taleport/story-model';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { JobRow } from '../../jobs/job-row.ts';

type Timestamp = ColumnType<Date, Date | undefined, Date>;

export interface UserTable {
  id: Generated<string>;
  name: string;
  email: string;
  emailVerified: boolean;
  role: 'creator' | 'admin';
  /** Whether it is there to try the server out. */
  isDemo: Generated<boolean>;
  isSuspended: Generated<boolean>;
  createdAt: Timestamp;
}

/** How a user signs in; the columns that Taleport itself writes. */
export interface AccountTable {
  id: string;
  accountId: string;
  providerId: string;
  userId: string;
  password: string | null;
  updatedAt: Date;
}

/** Who is signed in; better-auth writes the rows. */
export interface SessionTable {
  id: string;
  userId: string;
  userAgent: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** What somebody can show to get in another way; better-auth reads and ends the rows. */
export interface VerificationTable {
  id: string;
  identifier: string;
  value: string;
  expiresAt: Date;
}

export interface MediaTable {
  sha256: string;
  crc32: number;
  size_bytes: number;
  media_type: string;
  created_at: Timestamp;
  unused_since: Date | null;
}

export interface MediaGrantTable {
  user_id: string;
  sha256: string;
  granted_at: Timestamp;
}

/** What a list shows of a document: long texts are cut, and credits are there in one language. */
export type DocumentCard = Omit<StoryDocument, 'tiles' | 'cover' | 'titleNarration' | 'source'>;

export interface DocumentTable {
  id: string;
  sha256: string;
  content: JSONColumnType<StoryDocument>;
  card: GeneratedAlways<DocumentCard>;
  picture: GeneratedAlways<Picture | null>;
  /** All titles, as `searchable` writes them. */
  titles: GeneratedAlways<string>;
  created_at: Timestamp;
}

export interface DeletedTileTable {
  story_id: string;
  tile_id: string;
  document_id: string;
  deleted_at: Timestamp;
}

export interface DocumentMediaTable {
  document_id: string;
  sha256: string;
}

export interface StoryTable {
  id: string;
  origin_id: string;
  owner_user_id: string;
  slug: string;
  draft_document_id: string;
  draft_revision: Generated<number>;
  published_version: number | null;
  /** The newest draft that was published, whether readers see it or not; 0 before. */
  published_draft_revision: Generated<number>;
  /** How often the story was taken from its readers, or deleted. */
  times_hidden: Generated<number>;
  deleted_at: Date | null;
  forking: Generated<Forking>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** A story that another one was made of, as its fork remembers it. */
export type Ancestor = ForkedFrom['earlier'][number];

export interface StoryForkTable {
  story_id: string;
  /** Null once the original is gone for good. */
  original_story_id: string | null;
  original_origin_id: string;
  version: number;
  /** What the original and its fork had in common last. */
  base_document_id: string;
  /** What the original was made of itself, the nearest first. */
  earlier: JSONColumnType<Ancestor[]>;
  forked_at: Timestamp;
}

export interface StoryVersionTable {
  story_id: string;
  version: number;
  /** What readers see. */
  document_id: string;
  /** The draft that it was made of: the same, or one with more languages. */
  draft_document_id: string;
  published_at: Timestamp;
}

export interface QueueMessageTable {
  id: Generated<string>;
  queue: string;
  position: Generated<number>;
  body: string;
  inserted_at: Timestamp;
  visible_at: Timestamp;
  dequeue_count: Generated<number>;
  pop_receipt: string | null;
}

export interface JobEventTable {
  id: Generated<number>;
  job_id: string;
  at: Timestamp;
  name: string;
  epoch: number;
  detail: JSONColumnType<Record<string, unknown>>;
}

/** The columns of a job; most have a default. */
export type JobTable = {
  [Column in keyof Omit<JobRow, 'progress'>]: ColumnType<
    JobRow[Column],
    JobRow[Column] | undefined,
    JobRow[Column]
  >;
} & { progress: ColumnType<JobRow['progress'], string | null | undefined, string | null> };

export interface IdempotencyKeyTable {
  user_id: string;
  key: string;
  request_hash: string;
  job_id: string;
  created_at: Timestamp;
}

export interface ImportFileTable {
  job_id: string;
  path: string;
  sha256: string;
  crc32: number;
  size_bytes: number;
  media_type: string;
}

export interface UploadTable {
  id: string;
  owner_user_id: string;
  file_name: string;
  metadata: string | null;
  size_bytes: number;
  received_bytes: Generated<number>;
  created_at: Timestamp;
  expires_at: Date;
}

export interface SweepTable {
  name: string;
  ran_at: Timestamp;
}

export interface Tables {
  user: UserTable;
  session: SessionTable;
  verification: VerificationTable;
  account: AccountTable;
  media: MediaTable;
  media_grants: MediaGrantTable;
  documents: DocumentTable;
  deleted_tiles: DeletedTileTable;
  document_media: DocumentMediaTable;
  stories: StoryTable;
  story_forks: StoryForkTable;
  story_versions: StoryVersionTable;
  jobs: JobTable;
  job_events: JobEventTable;
  queue_messages: QueueMessageTable;
  idempotency_keys: IdempotencyKeyTable;
  import_files: ImportFileTable;
  uploads: UploadTable;
  sweeps: SweepTable;
}
