import { routePath } from '@taleport/contracts/route';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { storyImportKind, storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import type {
  ImportJobList,
  ImportReport,
  ImportStatusDocument,
} from '@taleport/contracts/story-import';
import type { UploadList } from '@taleport/contracts/uploads';
import type { Page } from 'playwright-core';
import { play, problem } from './played-answers.ts';
import type { ShownPage, ShownStories } from './shown-page.ts';

const jobId = '01900000-0000-7000-8000-000000000777';
const uploadId = '01900000-0000-7000-8000-000000000778';
const atUtc = new Date(Date.now() - 90_000).toISOString();
const fileName = 'nela-and-the-red-kite-v2.zip';

function importJob(changes: Partial<ImportStatusDocument> = {}): ImportStatusDocument {
  const self = routePath(storyImportRoutes.status, { jobId });
  const isActive = changes.status === undefined || changes.status === 'Running';
  return {
    jobId,
    status: 'Queued',
    queuedAtUtc: atUtc,
    kind: storyImportKind,
    revision: 1,
    attempt: 1,
    maxAttempts: 3,
    warnings: [],
    snapshot: {},
    links: { self, events: jobRoutes.events.url, ...(isActive && { cancel: self }) },
    step: 'check',
    uploadId,
    fileName,
    ...changes,
  };
}

const report: ImportReport = {
  layout: 'taleport',
  originId: '01900000-0000-7000-8000-000000000779',
  slug: { wanted: 'nela-and-the-red-kite', given: 'nela-and-the-red-kite-2' },
  version: 2,
  title: { en: 'Nela and the Red Kite', ro: 'Nela și zmeul roșu', ar: 'نيلا' },
  languages: ['en', 'ro', 'hu', 'ar'],
  tileCount: 10,
  sizeBytes: 4_812_345,
  media: {
    new: { files: 31, sizeBytes: 3_700_000 },
    mine: { files: 11, sizeBytes: 1_050_000 },
    missing: { files: 1, sizeBytes: 22_400 },
  },
  mine: null,
  conflicts: [],
  losses: [
    {
      code: 'media_not_in_package',
      message:
        'The package does not have this file, and neither do you: the narration in Hungarian of page 4. The story comes without it.',
      where: '/tiles/3/narration/hu',
    },
  ],
};

function mine({ published }: ShownStories): ImportReport['mine'] {
  return {
    storyId: published.id,
    slug: published.slug,
    title: published.title,
    draftRevision: 12,
    languages: { added: ['ar'], removed: [], changed: ['en', 'hu'] },
    tiles: { added: ['picnic', 'night'], removed: ['storm'], changed: ['teapot', 'wind', 'oak'] },
  };
}

/** A package in each state that one can see it in. */
const states: Readonly<Record<string, (stories: ShownStories) => Partial<ImportStatusDocument>>> = {
  checking: () => ({
    status: 'Running',
    phase: 'checking',
    progress: {
      itemsDone: 12,
      itemsTotal: 44,
      bytesDone: 1_530_000,
      bytesTotal: 4_812_345,
      percent: 31,
      secondsLeft: 4,
    },
  }),
  checked: () => ({ status: 'Completed', report }),
  mine: (stories) => ({ status: 'Completed', report: { ...report, mine: mine(stories) } }),
  imported: ({ published }) => ({
    step: 'apply',
    status: 'Completed',
    storyId: published.id,
    slug: published.slug,
    decision: { into: 'new-story' },
    undoUntilUtc: new Date(Date.now() + 80_000_000).toISOString(),
    warnings: report.losses,
  }),
  undone: ({ published }) => ({
    step: 'apply',
    status: 'Completed',
    storyId: published.id,
    decision: { into: 'my-story' },
    undoUntilUtc: atUtc,
    undoneAtUtc: atUtc,
  }),
  failed: () => ({
    status: 'Failed',
    errorMessage:
      'The package was refused because of media/images/04-page.jpg (sha256-differs): it is not the file that story.json speaks of. Get the package again from where it was exported; nothing of this one was stored.',
    error: { code: 'package_not_valid', message: 'The package was refused.', retryable: false },
  }),
};

const overtaken = 'story_changed_since_check';

/** An import that its author decided on just before the story was changed. */
const overtakenImport: Partial<ImportStatusDocument> = {
  step: 'apply',
  status: 'Failed',
  errorMessage:
    'The draft was changed after this package was checked, and the import would replace what was written since. Check the package again to see what would change now, then decide.',
  error: { code: overtaken, message: 'The draft was changed.', retryable: false },
};

const status = routePath(storyImportRoutes.status, { jobId });

/** What stopped on its way, and jobs of other packages. */
async function playLists(page: Page, stories: ShownStories): Promise<void> {
  const uploads: UploadList['uploads'] = [
    {
      id: '01900000-0000-7000-8000-000000000780',
      fileName: 'the-lamp-in-the-fog-draft-r12.zip',
      sizeBytes: 1_932_735_283,
      receivedBytes: 734_003_200,
      createdAtUtc: atUtc,
      expiresAtUtc: new Date(Date.now() + 6.5 * 86_400_000).toISOString(),
    },
  ];
  const jobs: ImportJobList['jobs'] = Object.values(states).map((changes, index) => ({
    ...importJob(changes(stories)),
    jobId: `01900000-0000-7000-8000-0000000007${String(60 - index)}`,
  }));
  await play(page, { path: uploadRoutes.list.url, method: 'GET', answer: { uploads } });
  await play(page, { path: storyImportRoutes.list.url, answer: { jobs } });
}

/** The page of imports, what is sent on it, and one package in each state. */
export const shownImports: readonly ShownPage[] = [
  {
    name: 'imports',
    visitor: 'creator',
    path: () => '/import',
    asks: () => storyImportRoutes.list.url,
    nothing: { jobs: [] },
    prepare: playLists,
    states: {
      loading: 'section p[role=status]',
      error: 'tp-complaint',
      empty: '.empty',
      data: '.job',
    },
  },
  {
    name: 'imports-sending',
    visitor: 'creator',
    path: () => '/import',
    prepare: async (page, stories) => {
      await playLists(page, stories);
      await play(page, { path: uploadRoutes.create.url, method: 'POST', answer: 'nothing' });
    },
    act: (page) =>
      page.locator('tp-package-choice input').setInputFiles({
        name: fileName,
        mimeType: 'application/zip',
        buffer: Buffer.alloc(9_000),
      }),
    states: { data: 'tp-upload-row' },
  },
  ...Object.entries(states).map(
    ([state, changes]): ShownPage => ({
      name: `import-${state}`,
      visitor: 'creator',
      path: () => `/import/${jobId}`,
      ...(state === 'checked' && { asks: () => status }),
      prepare: (page, stories) => play(page, { path: status, answer: importJob(changes(stories)) }),
      ...(state === 'mine' && {
        act: (page) => page.locator('mat-radio-button input').last().check(),
      }),
      states:
        state === 'checked'
          ? { loading: 'p[role=status]', error: 'tp-complaint', data: 'dl' }
          : { data: state === 'mine' ? '.changes' : 'h1' },
    }),
  ),
  {
    name: 'import-overtaken',
    visitor: 'creator',
    path: () => `/import/${jobId}`,
    prepare: (page) => play(page, { path: status, answer: importJob(overtakenImport) }),
    states: { data: 'footer button' },
  },
  {
    name: 'import-outdated',
    visitor: 'creator',
    path: () => `/import/${jobId}`,
    prepare: async (page, stories) => {
      await play(page, { path: status, answer: importJob(states.mine?.(stories)) });
      await page.route('**/import-jobs/*/apply', (route) =>
        route.fulfill({ status: 409, json: { ...problem(409), code: overtaken } }),
      );
    },
    act: async (page) => {
      await page.locator('mat-radio-button input').last().check();
      await page.locator('tp-import-decision-form button[type=submit]').click();
    },
    states: { data: '.outdated' },
  },
];
