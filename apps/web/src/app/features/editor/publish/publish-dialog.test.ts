import { Clipboard } from '@angular/cdk/clipboard';
import { MatDialogRef } from '@angular/material/dialog';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { Story } from '@taleport/contracts/stories';
import type { PublishCheck, PublishStatusDocument } from '@taleport/contracts/story-publish';
import { expect, it, vi } from 'vitest';
import { exportWith, storyWith } from '../../../../../test/factories.ts';
import { openComponent } from '../../../../../test/open-component.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { TargetLanguage } from '../target-language.ts';
import { PublishDialog } from './publish-dialog.ts';

const storyId = '00000000-0000-4000-8000-000000000001';
const check: PublishCheck = {
  canBePublished: true,
  draftRevision: 4,
  version: 1,
  isShown: false,
  tileCount: 10,
  languages: [{ language: 'en', tilesReady: 10, isReady: true }],
  counts: { errors: 0, warnings: 0 },
  findings: [],
};

function publication(overrides: Partial<PublishStatusDocument>): PublishStatusDocument {
  return { ...exportWith({ kind: 'story-publish' }), ...overrides };
}

const closed = vi.fn();
const copied = vi.fn(() => true);

function openStory(): OpenStory {
  const story = new OpenStory();
  story.id.set(storyId);
  return story;
}

function openDialog() {
  return openComponent(PublishDialog, {
    providers: [
      { provide: OpenStory, useFactory: openStory },
      StoryDraft,
      TargetLanguage,
      { provide: DraftSaver, useValue: { flush: () => Promise.resolve() } },
      { provide: MatDialogRef, useValue: { close: closed } },
      { provide: Clipboard, useValue: { copy: copied } },
    ],
  });
}

const created = { parameters: { locale: 'en', storyId } };

/** The dialog, after somebody has pressed the button that publishes. */
async function openPublishing(job: PublishStatusDocument) {
  const opened = await openDialog();
  await opened.server.answer<PublishCheck>(storyPublishRoutes.check, check, created);
  await opened.screen.press('Publish');
  await opened.server.answer<PublishStatusDocument>(storyPublishRoutes.create, job, created);
  return opened;
}

it('shows how far the publication is, and which version readers see then', async () => {
  const job = publication({ storyId, queuePosition: 2 });
  const { screen, server } = await openPublishing(job);
  const asked = { parameters: { storyId, jobId: job.jobId } };
  const progress = { itemsDone: 1, itemsTotal: 4, bytesDone: 25, bytesTotal: 100, percent: 25 };
  const waiting = await server.request(storyPublishRoutes.status, asked);
  expect(screen.text()).toContain('Place in the queue: 2');
  waiting.flush({ ...job, status: 'Running', phase: 'publishing', progress, revision: 2 });
  const last = await server.request(storyPublishRoutes.status, asked);
  const bar = await screen.find('[role=progressbar]', 'Progress');
  expect(bar.getAttribute('aria-valuenow')).toBe('25');
  last.flush({ ...job, status: 'Completed', version: 2, slug: 'the-lamp', revision: 3 });
  await screen.find('p', 'Published: readers see version 2.');
});

it('says that a newer draft has made a publication needless, without an alarm', async () => {
  const { screen } = await openPublishing(publication({ status: 'Completed', newerVersion: 3 }));
  await screen.find('[role=status]', 'A newer draft was published already, as version 3.');
  expect(screen.all('[role=alert]')).toEqual([]);
  expect(screen.text()).not.toContain('readers see version');
});

it('says that a publication was canceled, which can be asked for again', async () => {
  const { screen } = await openPublishing(publication({ status: 'Canceled' }));
  await screen.find('[role=status]', 'Publishing was canceled.');
  expect(screen.all('[role=alert]')).toEqual([]);
  await screen.find('button', 'Publish');
});

it('says how much a story lacks, where the server names only the first of it', async () => {
  const { screen, server } = await openDialog();
  const lacking: PublishCheck = {
    ...check,
    canBePublished: false,
    counts: { errors: 501, warnings: 0 },
    findings: [{ severity: 'error', code: 'title_missing', message: '', where: '/title/en' }],
  };
  const parameters = { locale: 'en', storyId };
  await server.answer<PublishCheck>(storyPublishRoutes.check, lacking, { parameters });
  await screen.find('h3', 'Missing before it can be published: 501');
  await screen.find('.unknown', 'and 500 more');
});

it('says so where readers see the draft already, and offers nothing to publish', async () => {
  const { screen, server } = await openDialog();
  const shown = { ...check, version: 2, isShown: true };
  await server.answer<PublishCheck>(storyPublishRoutes.check, shown, created);
  await screen.find('[role=status]', 'Nothing has changed since version 2.');
  expect(screen.all('button[mat-flat-button]')).toEqual([]);
});

it('shows a refusal, or that the server cannot be reached, and nothing beside it', async () => {
  const { screen, server } = await openDialog();
  await server.lose(storyPublishRoutes.check, created);
  await expect.poll(() => screen.text()).toContain('The server cannot be reached.');
  expect(screen.text()).not.toContain('Looking whether');
  await screen.press('Try again');
  await server.answer<PublishCheck>(storyPublishRoutes.check, { ...check, version: 3 }, created);
  await screen.press('Publish version 3');
  const refusal = { status: 412, code: 'draft_changed' };
  await server.refuse(storyPublishRoutes.create, refusal, created);
  await expect.poll(() => screen.all('[role=alert]')).toHaveLength(1);
  expect(screen.text()).not.toContain('Publishing…');
  expect(screen.all('[role=progressbar], button[mat-flat-button]')).toEqual([]);
});

it('offers the languages that are ready to readers, and says how far the others are', async () => {
  const { screen, server } = await openDialog();
  const languages = [
    { language: 'en', tilesReady: 10, isReady: true },
    { language: 'ro', tilesReady: 10, isReady: true },
    { language: 'hu', tilesReady: 3, isReady: false },
  ];
  const whole = { ...check, canBePublished: false, counts: { errors: 8, warnings: 0 }, languages };
  await server.answer<PublishCheck>(storyPublishRoutes.check, whole, created);
  const ready = { ...check, languages };
  const asked = await server.answer<PublishCheck>(storyPublishRoutes.check, ready, created);
  expect(asked.request.params.get('languages')).toBe('en,ro');
  await screen.find('button', 'Publish');
  const boxes = screen.all('mat-checkbox input') as HTMLInputElement[];
  expect(boxes.map(({ checked, disabled }) => [checked, disabled])).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
  expect(screen.all('small').map(({ textContent }) => textContent)).toEqual(['3 of 10 pages']);
  boxes[1]?.click();
  const english = await server.answer<PublishCheck>(storyPublishRoutes.check, ready, created);
  expect(english.request.params.get('languages')).toBe('en');
  await screen.press('Publish');
  const { request } = await server.request(storyPublishRoutes.create, created);
  expect(request.body).toEqual({ languages: ['en'] });
});

it('lets the address of the story be copied', async () => {
  const { screen } = await openPublishing(
    publication({ status: 'Completed', version: 1, slug: 'lamp' }),
  );
  await screen.press('Copy');
  expect(copied).toHaveBeenCalledWith(new URL('/catalogue/lamp', location.href).href);
  await screen.find('[role=status]', 'Copied');
});

it('asks once before it takes a story from its readers', async () => {
  const { screen, server } = await openDialog();
  const story = storyWith({ id: storyId, publishedVersion: 2, latestVersion: 2 });
  await server.answer<Story>(storyRoutes.get, story, { parameters: { storyId } });
  const shown = { ...check, version: 2, isShown: true };
  await server.answer<PublishCheck>(storyPublishRoutes.check, shown, created);
  await screen.press('Take it from the readers');
  await expect.poll(() => screen.text()).toContain('Readers will not find the story any more.');
  server.expectNoOtherRequest();
  await screen.press('Take it from the readers');
  await server.answer<null>(storyPublishRoutes.unpublish, null, { parameters: { storyId } });
  await expect.poll(() => closed.mock.calls).toHaveLength(1);
});
