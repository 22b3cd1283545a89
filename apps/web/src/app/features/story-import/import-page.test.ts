import { HttpEventType } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import type { ImportJobList, ImportStatusDocument } from '@taleport/contracts/story-import';
import type { Upload, UploadList } from '@taleport/contracts/uploads';
import { describe, expect, it } from 'vitest';
import { importWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { ImportPage } from './import-page.ts';

const uploadId = '01900000-0000-7000-8000-00000000aaaa';
const one = { parameters: { uploadId } };
const lastModified = 1_775_000_000_000;
const name = 'lámpa.zip';

async function openPage(uploads: readonly Upload[] = [], jobs: ImportJobList['jobs'] = []) {
  const opened = await openComponent(ImportPage, { routes: [{ path: '**', children: [] }] });
  const { screen, server } = opened;
  await server.answer<ImportJobList>(storyImportRoutes.list, { jobs });
  await server.answer<UploadList>(uploadRoutes.list, { uploads: [...uploads] });
  const pick = async (content: string) => {
    const file = new File([content], name, { lastModified });
    const field = await screen.find('input', 'Choose a package');
    Object.defineProperty(field, 'files', { value: [file], configurable: true });
    field.dispatchEvent(new Event('change'));
  };
  const choose = async (content = 'PK23456789') => {
    await pick(content);
    await server.answer<UploadList>(uploadRoutes.list, { uploads: [...uploads] });
  };
  const begin = async () => {
    const begun = await server.request(uploadRoutes.create);
    begun.flush('', { headers: { location: `/api/uploads/${uploadId}` } });
    return begun.request;
  };
  const tellOffset = async (offset: number, metadata = '') => {
    const headers = { 'upload-offset': String(offset), 'upload-metadata': metadata };
    (await server.request(uploadRoutes.offset, one)).flush(null, { headers });
  };
  const piece = () => server.request(uploadRoutes.append, one);
  return { ...opened, pick, choose, begin, tellOffset, piece };
}

function uploadWith(overrides: Partial<Upload> = {}): Upload {
  return {
    id: uploadId,
    fileName: name,
    sizeBytes: 10,
    receivedBytes: 4,
    createdAtUtc: '2026-04-01T08:00:00.000Z',
    expiresAtUtc: '2026-04-08T08:00:00.000Z',
    ...overrides,
  };
}

const took = { headers: { 'upload-offset': '10' } };

describe('a package that is chosen', () => {
  it('is sent with its progress, and its check is opened', async () => {
    const { screen, server, choose, begin, tellOffset, piece } = await openPage();
    await choose();
    const { headers } = await begin();
    expect(headers.get('upload-length')).toBe('10');
    expect(headers.get('upload-metadata')).toBe(
      'filename bMOhbXBhLnppcA==,lastmodified MTc3NTAwMDAwMDAwMA==',
    );
    await tellOffset(0);
    const sending = await piece();
    sending.event({ type: HttpEventType.UploadProgress, loaded: 5, total: 10 });
    const bar = await screen.find('[role=progressbar]', 'Progress');
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('50');
    sending.flush('', took);
    const job = importWith({ uploadId });
    const { request } = await server.answer<ImportStatusDocument>(storyImportRoutes.create, job, {
      parameters: { locale: 'en' },
    });
    expect(request.body).toEqual({ uploadId });
    await expect.poll(() => TestBed.inject(Router).url).toBe(`/import/${job.jobId}`);
  });

  it('goes on where it was when the line is there again', async () => {
    const { screen, choose, begin, tellOffset, piece } = await openPage();
    await choose();
    await begin();
    await tellOffset(0);
    (await piece()).error(new ProgressEvent('error'));
    await expect.poll(() => screen.text()).toContain('The upload goes on by itself.');
    dispatchEvent(new Event('online'));
    await tellOffset(7);
    const { request } = await piece();
    expect(request.headers.get('upload-offset')).toBe('7');
    expect(await (request.body as Blob).text()).toBe('789');
    await expect.poll(() => screen.text()).not.toContain('The upload goes on by itself.');
  });

  it('goes on with what the server has of the same file, and not with that of another', async () => {
    const earlier = await openPage([uploadWith()]);
    await earlier.choose();
    await earlier.tellOffset(4, 'filename bMOhbXBhLnppcA==,lastmodified MTc3NTAwMDAwMDAwMA==');
    await earlier.tellOffset(4);
    expect((await earlier.piece()).request.headers.get('upload-offset')).toBe('4');
    TestBed.resetTestingModule();
    const other = await openPage([uploadWith()]);
    await other.choose();
    await other.tellOffset(4, 'filename bMOhbXBhLnppcA==,lastmodified MQ==');
    await other.begin();
  });

  it('can be canceled, and the server forgets what it has of it', async () => {
    const { screen, server, choose, begin, tellOffset, piece } = await openPage();
    await choose();
    await begin();
    await tellOffset(0);
    const sending = await piece();
    await screen.press(`Cancel the upload of ${name}`);
    (await server.request(uploadRoutes.remove, one)).flush('');
    expect(sending.cancelled).toBe(true);
    await expect.poll(() => screen.all('tp-upload-row')).toEqual([]);
  });

  it('can be canceled while it is begun, and the server forgets that too', async () => {
    const { screen, server, choose } = await openPage();
    await choose();
    const begun = await server.request(uploadRoutes.create);
    await screen.press(`Cancel the upload of ${name}`);
    begun.flush('', { headers: { location: `/api/uploads/${uploadId}` } });
    (await server.request(uploadRoutes.remove, one)).flush('');
    await expect.poll(() => screen.all('tp-upload-row')).toEqual([]);
  });

  it('is not sent where it is no ZIP file', async () => {
    const { screen, pick } = await openPage();
    await pick('words');
    const why = 'This is not a story package: those are ZIP files.';
    await screen.find('[role=alert] p', why);
    expect(screen.text()).not.toContain('Try again');
  });

  it('may be refused, and be sent again', async () => {
    const { screen, server, choose, begin } = await openPage();
    await choose();
    const refusal = { status: 403, code: 'not_today', detail: 'Not today.' };
    await server.refuse(uploadRoutes.create, refusal);
    await screen.find('[role=alert] p', 'This did not work: Not today.');
    await screen.press('Try again');
    await server.answer<UploadList>(uploadRoutes.list, { uploads: [] });
    await begin();
  });
});

describe('the page of imports', () => {
  it('shows what is known of each package, and that there is none', async () => {
    const { screen } = await openPage([], [importWith({ status: 'Completed' })]);
    await expect.poll(() => screen.text()).toContain('the-lamp-v1.zipTo decide');
    TestBed.resetTestingModule();
    document.body.replaceChildren();
    const empty = await openPage();
    await expect.poll(() => empty.screen.text()).toContain('Nothing was imported yet.');
  });

  it('says why it cannot be read, and reads it again', async () => {
    const { screen, server } = await openComponent(ImportPage);
    await expect.poll(() => screen.text()).toContain('Loading…');
    await server.lose(storyImportRoutes.list);
    await screen.press('Try again');
    await server.answer<ImportJobList>(storyImportRoutes.list, { jobs: [] });
    await expect.poll(() => screen.text()).toContain('Nothing was imported yet.');
  });

  it('removes an import that ended without a result, and no other', async () => {
    const failed = importWith({ status: 'Failed', fileName: 'broken.zip' });
    const done = importWith({ jobId: '01900000-0000-7000-8000-00000000bbbb', status: 'Completed' });
    const { screen, server } = await openPage([], [failed, done]);
    await screen.press('Remove broken.zip');
    const asked = { parameters: { jobId: failed.jobId } };
    await server.answer<null>(storyImportRoutes.forget, null, asked);
    await server.answer<UploadList>(uploadRoutes.list, { uploads: [] });
    await expect.poll(() => screen.text()).not.toContain('broken.zip');
    expect(screen.text()).toContain(done.fileName);
    expect(screen.all('.row button')).toEqual([]);
    await expect.poll(() => document.activeElement?.id).toBe('imports');
  });

  it('says what stopped on its way, and removes it', async () => {
    const { screen, server } = await openPage([uploadWith()]);
    await expect.poll(() => screen.text()).toContain('40% of 10 bytes has arrived.');
    await screen.press(`Remove ${name}`);
    (await server.request(uploadRoutes.remove, one)).flush('');
    await server.answer<UploadList>(uploadRoutes.list, { uploads: [] });
    await expect.poll(() => screen.text()).not.toContain(name);
  });
});
