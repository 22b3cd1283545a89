import type { Account } from '@taleport/contracts/accounts';
import type { Story } from '@taleport/contracts/stories';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { ImportReport, ImportStatusDocument } from '@taleport/contracts/story-import';

let made = 0;

/** A draft in one language that nobody has published. */
export function storyWith(overrides: Partial<Story> = {}): Story {
  made += 1;
  const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  const title = overrides.title ?? `Story ${made}`;
  return {
    id,
    originId: id,
    slug: `story-${made}`,
    draftRevision: 1,
    latestVersion: null,
    publishedVersion: null,
    hasUnpublishedChanges: false,
    title,
    titles: { en: title },
    languages: ['en'],
    picture: null,
    createdAtUtc: '2026-04-01T08:00:00.000Z',
    updatedAtUtc: '2026-04-02T08:00:00.000Z',
    forking: 'by-licence',
    ...overrides,
  };
}

/** An author. */
export function accountWith(overrides: Partial<Account> = {}): Account {
  return { id: 'nela', email: 'nela@example.org', name: 'Nela', role: 'creator', ...overrides };
}

/** An export that waits. Each is newer than the one before. */
export function exportWith(overrides: Partial<ExportStatusDocument> = {}): ExportStatusDocument {
  made += 1;
  const jobId = `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`;
  const self = `/api/stories/story/export-jobs/${jobId}`;
  return {
    jobId,
    storyId: '00000000-0000-4000-8000-000000000001',
    status: 'Queued',
    queuedAtUtc: '2026-04-02T08:00:00.000Z',
    kind: 'story-export',
    revision: 1,
    attempt: 1,
    maxAttempts: 3,
    warnings: [],
    snapshot: { version: 1 },
    links: { self, events: '/api/jobs/events' },
    ...overrides,
  };
}

/** The check of a package, which waits. Each is newer than the one before. */
export function importWith(overrides: Partial<ImportStatusDocument> = {}): ImportStatusDocument {
  made += 1;
  const jobId = `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`;
  return {
    jobId,
    status: 'Queued',
    queuedAtUtc: '2026-04-02T08:00:00.000Z',
    kind: 'story-import',
    revision: 1,
    attempt: 1,
    maxAttempts: 3,
    warnings: [],
    snapshot: {},
    links: { self: `/api/import-jobs/${jobId}`, events: '/api/jobs/events' },
    step: 'check',
    uploadId: '01900000-0000-7000-8000-00000000aaaa',
    fileName: 'the-lamp-v1.zip',
    ...overrides,
  };
}

/** A package in two languages whose story its importer does not have. */
export function reportWith(overrides: Partial<ImportReport> = {}): ImportReport {
  const none = { files: 0, sizeBytes: 0 };
  return {
    layout: 'taleport',
    originId: '00000000-0000-4000-8000-00000000bbbb',
    slug: { wanted: 'the-lamp', given: 'the-lamp' },
    version: 1,
    title: { en: 'The lamp', hu: 'A lámpa' },
    languages: ['en', 'hu'],
    tileCount: 6,
    sizeBytes: 1_200_000,
    media: { new: { files: 8, sizeBytes: 1_100_000 }, mine: none, missing: none },
    mine: null,
    conflicts: [],
    losses: [],
    ...overrides,
  };
}
