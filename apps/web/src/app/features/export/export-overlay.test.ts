import { TestBed } from '@angular/core/testing';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { CurrentExport } from './current-export.ts';
import { ExportHost } from './export-host.ts';

let downloads: string[];
beforeEach(() => {
  downloads = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    downloads.push(this.getAttribute('href') ?? '');
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
});

async function openOverlay(overrides: Partial<ExportStatusDocument>) {
  const job = exportWith(overrides);
  const { storyId, jobId } = job;
  const address = { storyId, jobId };
  const { screen, server } = await openComponent(ExportHost);
  TestBed.inject(CurrentExport).show(address);
  const status = () => server.request(storyExportRoutes.status, { parameters: address });
  (await status()).flush(job);
  return { job, screen, server, status };
}

function linksOf(links: Partial<ExportStatusDocument['links']>): ExportStatusDocument['links'] {
  return { self: '/api/self', events: '/api/jobs/events', ...links };
}

describe('the progress of an export', () => {
  it('says where the job is, and offers to cancel it', async () => {
    const progress = { itemsDone: 1, itemsTotal: 4, bytesDone: 25, bytesTotal: 100, percent: 25 };
    const { screen, server } = await openOverlay({
      status: 'Running',
      phase: 'assembling',
      progress,
      links: linksOf({ cancel: '/api/cancel' }),
    });
    const bar = await screen.find('[role=progressbar]', 'Progress');
    expect(bar.getAttribute('aria-valuenow')).toBe('25');
    expect(screen.text()).toContain('Downloading assets…');
    await screen.press('Cancel the export');
    const canceled = { status: 409, code: 'job_completed', detail: 'It has just ended.' };
    await server.refuse({ method: 'DELETE', url: '/api/cancel' }, canceled);
    await screen.find('[role=alert] p', 'This did not work: It has just ended.');
  });

  it('speaks of a download only in the tab that has begun it', async () => {
    const { screen } = await openOverlay({
      status: 'Completed',
      links: linksOf({ download: '/api/download' }),
    });
    await screen.find('.message', 'Export completed');
    expect(downloads).toEqual([]);
    await screen.press('Download again');
    await screen.find('.message', 'Export completed! Downloading…');
    expect(downloads).toEqual(['/api/download']);
    expect(sessionStorage).toHaveLength(0);
  });

  it.each([
    ['goes by itself once the download has begun', [], false],
    ['stays where there is a warning to read', [{ code: 'x', message: 'A', where: '' }], true],
  ])('%s', async (_, warnings, stays) => {
    const { screen } = await openOverlay({
      status: 'Completed',
      warnings,
      links: linksOf({ download: '/api/download' }),
    });
    const button = await screen.find('button', 'Download again');
    vi.useFakeTimers();
    button.click();
    TestBed.tick();
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    expect(screen.all('tp-export-overlay')).toHaveLength(stays ? 1 : 0);
  });

  it('can be closed', async () => {
    const { screen } = await openOverlay({ status: 'Canceled' });
    await screen.press('Close');
    expect(screen.all('tp-export-overlay')).toEqual([]);
  });

  it('says why it failed, and tries again the same job', async () => {
    const { job, screen, server, status } = await openOverlay({
      status: 'Failed',
      errorMessage: 'A stored file cannot be read.',
      links: linksOf({ retry: '/api/retry' }),
    });
    await screen.find('[role=alert]', 'A stored file cannot be read.');
    await screen.press('Retry');
    const queued = { ...job, status: 'Queued' as const, errorMessage: undefined, revision: 2 };
    await server.answer<object>({ method: 'POST', url: '/api/retry' }, queued);
    await screen.find('.message', 'Exporting story…');
    (await status()).flush(queued);
  });

  it('complains where there is no such job', async () => {
    const address = { storyId: 'story', jobId: 'gone' };
    const { screen, server } = await openComponent(ExportHost);
    TestBed.inject(CurrentExport).show(address);
    const gone = { status: 404, code: 'not_found', detail: 'There is no such job.' };
    await server.refuse(storyExportRoutes.status, gone, { parameters: address });
    await screen.find(
      '[role=alert] p',
      'It is not here: it was deleted, or it belongs to somebody else.',
    );
  });
});
