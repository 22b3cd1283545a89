import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportEstimate, ExportStatusDocument } from '@taleport/contracts/story-export';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exportWith, storyWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { ExportForm } from './export-form.ts';

afterEach(() => sessionStorage.clear());

const story = storyWith({ title: 'The lamp', publishedVersion: 2, latestVersion: 2 });
const address = { parameters: { locale: 'en', storyId: story.id } };
const estimate: ExportEstimate = {
  fileName: 'the-lamp.zip',
  sizeBytes: 2_000_000,
  media: {
    images: { files: 3, sizeBytes: 1_000_000 },
    audio: { files: 2, sizeBytes: 900_000 },
    video: { files: 0, sizeBytes: 0 },
  },
  languageCount: 2,
  languages: ['en', 'ro'],
  snapshot: { version: 2 },
};

async function openForm() {
  const close = vi.fn();
  const { screen, server } = await openComponent(ExportForm, {
    providers: [
      { provide: MAT_DIALOG_DATA, useValue: { story } },
      { provide: MatDialogRef, useValue: { close } },
    ],
  });
  const size = () => server.answer<ExportEstimate>(storyExportRoutes.estimate, estimate, address);
  await size();
  await size();
  await screen.find('.size strong', '2 MB');
  const create = () => server.request(storyExportRoutes.create, address);
  return { screen, server, close, size, create };
}

describe('the choice of what is exported', () => {
  it('asks for the published version with all that it has, and closes', async () => {
    const { screen, close, create } = await openForm();
    await screen.press('Export');
    const request = await create();
    expect(request.request.body).toEqual({
      include: { images: true, audio: true, video: true },
      onMissing: 'fail',
      version: 2,
    });
    request.flush(exportWith({ storyId: story.id }) satisfies ExportStatusDocument);
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  });

  it('leaves out what is not chosen, and asks again for the size', async () => {
    const { screen, size, create } = await openForm();
    (await screen.find('input[type=checkbox]', 'Romanian')).click();
    const asked = await size();
    expect(asked.request.params.get('languages')).toBe('en');
    await screen.press('Export');
    expect((await create()).request.body).toMatchObject({ languages: ['en'] });
  });

  it('needs a language', async () => {
    const { screen } = await openForm();
    (await screen.find('input[type=checkbox]', 'English')).click();
    (await screen.find('input[type=checkbox]', 'Romanian')).click();
    await screen.find('[role=alert]', 'Choose at least one language.');
    expect(await screen.find('button:disabled', 'Export')).toBeDefined();
  });

  it('says why it was refused, and sends the same again with the same key', async () => {
    const { screen, server, create } = await openForm();
    await screen.press('Export');
    const first = await create();
    const key = first.request.headers.get('idempotency-key');
    first.error(new ProgressEvent('error'));
    await screen.press('Try again');
    const second = await create();
    expect(second.request.headers.get('idempotency-key')).toBe(key);
    second.flush(exportWith({ storyId: story.id }));
    server.expectNoOtherRequest();
  });
});
