import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { PublishedDocument } from '@taleport/contracts/catalogue';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { ForkStatusDocument } from '@taleport/contracts/story-fork';
import { storyDocument } from '@taleport/story-model';
import { of } from 'rxjs';
import { expect, it } from 'vitest';
import { exportWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { ForkDialog } from './fork-dialog.ts';

const storyId = '00000000-0000-4000-8000-000000000001';
const madeStoryId = '00000000-0000-4000-8000-000000000002';
const story: PublishedDocument = {
  storyId,
  slug: 'the-lamp',
  version: 2,
  publishedAtUtc: '2026-04-02T08:00:00.000Z',
  mayBeForked: true,
  document: storyDocument.parse({
    title: { en: 'The lamp', ro: 'Lampa' },
    languages: ['en', 'ro'],
    credits: { en: [{ role: 'Text', name: 'Nela' }] },
    license: 'CC BY 4.0',
  }),
};

function openDialog() {
  let isClosed = false;
  const dialog = {
    afterClosed: () => of(),
    close: () => {
      isClosed = true;
    },
  };
  return openComponent(ForkDialog, {
    routes: [{ path: '**', children: [] }],
    providers: [
      { provide: MAT_DIALOG_DATA, useValue: { story, language: 'ro' } },
      { provide: MatDialogRef, useValue: dialog },
    ],
  }).then((opened) => ({ ...opened, isClosed: () => isClosed }));
}

const created = { parameters: { locale: 'en', storyId } };
const job: ForkStatusDocument = {
  ...exportWith({ storyId, kind: 'story-fork' }),
  originalTitle: 'The lamp',
};

it('says whose story it is, makes an own version of what was read, and opens it', async () => {
  const { screen, server, isClosed } = await openDialog();
  expect(screen.text()).toContain('“Lampa” becomes a story of yours');
  for (const known of ['Nela', 'CC BY 4.0']) expect(screen.text()).toContain(known);
  await screen.press('Make it');
  const asked = await server.answer<ForkStatusDocument>(storyForkRoutes.create, job, created);
  expect(asked.request.body).toEqual({ version: 2 });
  const { jobId } = job;
  const done = { ...job, status: 'Completed' as const, revision: 2, madeStoryId };
  const parameters = { storyId, jobId };
  await server.answer<ForkStatusDocument>(storyForkRoutes.status, done, { parameters });
  await expect.poll(() => TestBed.inject(Router).url).toBe(`/stories/${madeStoryId}`);
  expect(isClosed()).toBe(true);
});

it('says why it could not be made, and asks again with the same key', async () => {
  const { screen, server } = await openDialog();
  await screen.press('Make it');
  const first = await server.request(storyForkRoutes.create, created);
  first.error(new ProgressEvent('error'));
  await screen.press('Try again');
  const second = await server.request(storyForkRoutes.create, created);
  const keys = [first, second].map(({ request }) => request.headers.get('idempotency-key'));
  expect(new Set(keys).size).toBe(1);
  second.flush({ ...job, status: 'Failed', errorMessage: 'No room is left.' });
  await screen.find('[role=alert]', 'No room is left.');
});
