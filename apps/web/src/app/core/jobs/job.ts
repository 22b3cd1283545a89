import type { JobStatusDocument } from '@taleport/contracts/jobs';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { ForkStatusDocument } from '@taleport/contracts/story-fork';
import type { PublishStatusDocument } from '@taleport/contracts/story-publish';

type FieldsOf<Document> = Partial<Omit<Document, keyof JobStatusDocument>>;

/** A job of any kind, with the fields that its kind adds. */
export type Job = JobStatusDocument &
  FieldsOf<ExportStatusDocument> &
  FieldsOf<ForkStatusDocument> &
  FieldsOf<PublishStatusDocument> & { readonly requestedByEmail?: string | undefined };

/** Whether something will still happen to a job by itself. */
export function isActive({ status }: Pick<Job, 'status'>): boolean {
  return status === 'Queued' || status === 'Running';
}
