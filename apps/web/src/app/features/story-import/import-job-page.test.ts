import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import type { Story } from '@taleport/contracts/stories';
import type { ImportStatusDocument } from '@taleport/contracts/story-import';
import { describe, expect, it } from 'vitest';
import { importWith, reportWith, storyWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { ImportJobPage } from './import-job-page.ts';

async function openPage(job: ImportStatusDocument) {
  const { jobId } = job;
  const opened = await openComponent(ImportJobPage, {
    inputs: { jobId },
    routes: [{ path: '**', children: [] }],
  });
  const asked = { parameters: { jobId } };
  await opened.server.answer<ImportStatusDocument>(storyImportRoutes.status, job, asked);
  return opened;
}

const mine = {
  storyId: '00000000-0000-4000-8000-00000000cccc',
  slug: 'the-lamp',
  title: 'My lamp',
  draftRevision: 7,
  languages: { added: ['hu'], removed: [], changed: ['en'] },
  tiles: { added: ['a', 'b'], removed: ['c'], changed: [] },
};

describe('a package that is checked', () => {
  it('shows how far it is, and then what was found in it', async () => {
    const job = importWith({ status: 'Running', phase: 'checking' });
    const { screen } = await openPage(job);
    await screen.find('h1', 'The package is being checked');
    const loss = { code: 'media_not_in_package', message: 'The voice is gone.', where: '/tiles/0' };
    const report = reportWith({ losses: [loss] });
    TestBed.inject(Jobs).merge([{ ...job, revision: 2, status: 'Completed', report }]);
    await screen.find('h1', 'What is in the package');
    await screen.find('h2', 'The lamp');
    const text = screen.text();
    expect(text).toContain('English, Hungarian');
    expect(text).toContain('New: 8 (1.1 MB)');
    expect(text).toContain('What cannot be kept');
    expect(text).toContain('The voice is gone.');
    expect(screen.all('mat-radio-button')).toEqual([]);
  });

  it('says what is wrong with it, and leads to another', async () => {
    const errorMessage = 'The package was refused because of story.json (manifest-not-json).';
    const { screen } = await openPage(importWith({ status: 'Failed', errorMessage }));
    await screen.find('[role=alert]', errorMessage);
    await screen.find('a', 'Choose another package');
  });

  it('becomes the next draft of my story, in the languages that I choose', async () => {
    const check = importWith({ status: 'Completed', report: reportWith({ mine }) });
    const { screen, server } = await openPage(check);
    (await screen.find('input[type=radio]', 'the next draft of “My lamp”')).click();
    await expect.poll(() => screen.text()).toContain('What changes in the draft (revision 7)');
    const changes = screen.all('.changes li').map((line) => line.textContent);
    expect(changes).toEqual([
      'New languages: Hungarian',
      'New pages: 2',
      'Changed languages: English',
      'Pages that go: 1',
    ]);
    (await screen.find('input[type=checkbox]', 'English')).click();
    await expect.poll(() => screen.text()).toContain('Languages that go: English');
    await screen.press('Replace the draft');
    const apply = importWith({ step: 'apply', otherJobId: check.jobId });
    const parameters = { locale: 'en', jobId: check.jobId };
    const { request } = await server.answer<ImportStatusDocument>(storyImportRoutes.apply, apply, {
      parameters,
    });
    expect(request.body).toEqual({ into: 'my-story', languages: ['hu'], draftRevision: 7 });
    await expect.poll(() => TestBed.inject(Router).url).toBe(`/import/${apply.jobId}`);
  });

  it('is checked again where my story was changed since', async () => {
    const check = importWith({ status: 'Completed', report: reportWith({ mine }) });
    const { screen, server } = await openPage(check);
    (await screen.find('input[type=radio]', 'the next draft of “My lamp”')).click();
    await screen.press('Replace the draft');
    const { jobId, uploadId } = check;
    const refusal = { status: 409, code: 'story_changed_since_check' };
    const parameters = { locale: 'en', jobId };
    await server.refuse(storyImportRoutes.apply, refusal, { parameters });
    const outdated = '“My lamp” was changed after the package was checked';
    await expect.poll(() => screen.all('[role=alert]')[0]?.textContent).toContain(outdated);
    await checkedAgain({ screen, server }, { uploadId, outdated: jobId });
  });

  it('is not imported in no language, and says why the server does not want it', async () => {
    const report = reportWith({ slug: { wanted: 'the-lamp', given: 'the-lamp-2' } });
    const check = importWith({ status: 'Completed', report });
    const { screen, server } = await openPage(check);
    await expect.poll(() => screen.text()).toContain('the story gets “the-lamp-2”.');
    for (const language of ['English', 'Hungarian']) {
      (await screen.find('input[type=checkbox]', language)).click();
    }
    await screen.find('[role=alert]', 'Choose at least one language.');
    (await screen.find('input[type=checkbox]', 'Hungarian')).click();
    await screen.press('Import the story');
    const refusal = { status: 410, code: 'upload_gone', detail: 'Upload it again.' };
    const parameters = { locale: 'en', jobId: check.jobId };
    await server.refuse(storyImportRoutes.apply, refusal, { parameters });
    await screen.find('[role=alert] p', 'This did not work: Upload it again.');
  });
});

it('an import that was overtaken by a change is not tried again, but its package checked', async () => {
  const error = { code: 'story_changed_since_check', message: 'Changed.', retryable: false };
  const links = { self: '/api/a', events: '/api/b', retry: '/api/a/retry' };
  const outdated = '01900000-0000-7000-8000-00000000eeee';
  const status = 'Failed';
  const job = importWith({ step: 'apply', status, error, links, otherJobId: outdated });
  const opened = await openPage(job);
  await opened.screen.find('button', 'Check the package again');
  expect(opened.screen.text()).not.toContain('Try again');
  await checkedAgain(opened, { uploadId: job.uploadId, outdated });
});

/** Presses for another check, which takes the place of an outdated one. */
async function checkedAgain(
  { screen, server }: Pick<Awaited<ReturnType<typeof openPage>>, 'screen' | 'server'>,
  { uploadId, outdated }: { readonly uploadId: string; readonly outdated: string },
): Promise<void> {
  await screen.press('Check the package again');
  const again = importWith({ jobId: '01900000-0000-7000-8000-00000000ffff' });
  const locale = { parameters: { locale: 'en' } };
  const { create, remove } = storyImportRoutes;
  const { request } = await server.answer<ImportStatusDocument>(create, again, locale);
  expect(request.body).toEqual({ uploadId });
  const gone = importWith({ jobId: outdated, status: 'Expired' });
  const parameters = { jobId: outdated };
  await server.answer<ImportStatusDocument>(remove, gone, { parameters });
  await expect.poll(() => TestBed.inject(Router).url).toBe(`/import/${again.jobId}`);
}

describe('an import that is done', () => {
  const { id: storyId, ...story } = storyWith({ title: 'The lamp' });
  const done = (overrides: Partial<ImportStatusDocument> = {}) =>
    importWith({
      step: 'apply',
      status: 'Completed',
      storyId,
      slug: 'the-lamp',
      decision: { into: 'new-story' },
      undoUntilUtc: new Date(Date.now() + 3_600_000).toISOString(),
      ...overrides,
    });

  it('leads to the story, and can be taken back', async () => {
    const job = done();
    const { screen, server } = await openPage(job);
    const asked = { parameters: { storyId } };
    await server.answer<Story>(storyRoutes.get, { id: storyId, ...story }, asked);
    await expect.poll(() => screen.text()).toContain('“The lamp” is now among your stories');
    const link = await screen.find('a', 'Open the story');
    expect(link.getAttribute('href')).toBe(`/stories/${storyId}`);
    await screen.press('Undo the import');
    const undone = { ...job, revision: 2, undoneAtUtc: new Date().toISOString() };
    const parameters = { jobId: job.jobId };
    await server.answer<ImportStatusDocument>(storyImportRoutes.undo, undone, { parameters });
    await screen.find('h1', 'The import was taken back');
    expect(screen.text()).toContain('The imported story is in the bin.');
    expect(screen.all('footer button')).toEqual([]);
  });

  it('cannot be taken back after a day', async () => {
    const { screen } = await openPage(done({ undoUntilUtc: '2026-01-01T00:00:00.000Z' }));
    await screen.find('a', 'Open the story');
    expect(screen.text()).not.toContain('Undo the import');
  });

  it('may not be there', async () => {
    const jobId = '01900000-0000-7000-8000-00000000dddd';
    const { screen, server } = await openComponent(ImportJobPage, { inputs: { jobId } });
    await expect.poll(() => screen.text()).toContain('Loading…');
    const refusal = { status: 404, code: 'not_found' };
    await server.refuse(storyImportRoutes.status, refusal, { parameters: { jobId } });
    await screen.find('h1', 'There is no such import');
  });
});
