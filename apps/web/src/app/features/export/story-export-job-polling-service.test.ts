import { TestBed } from '@angular/core/testing';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportWith } from '../../../../test/factories.ts';
import { openStudio } from '../../../../test/open-component.ts';
import {
  type PollTrouble,
  StoryExportJobPollingService,
} from './story-export-job-polling-service.ts';

const parameters = { storyId: 'story', jobId: 'job' };
const second = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 1 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('following an export', () => {
  it('asks at the pace of the server until the job has ended', async () => {
    const { answer, seen, server, end } = follow();
    await answer({ status: 'Queued' }, 2);
    await vi.advanceTimersByTimeAsync(1.5 * second);
    server.expectNoOtherRequest();
    await vi.advanceTimersByTimeAsync(second);
    await answer({ status: 'Running' }, 1);
    await vi.advanceTimersByTimeAsync(1.2 * second);
    await answer({ status: 'Completed' });
    expect(seen).toEqual(['Queued', 'Running', 'Completed']);
    expect(end).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(60 * second);
    server.expectNoOtherRequest();
  });

  it('never waits more than five seconds', async () => {
    const { answer, seen } = follow();
    await answer({ status: 'Running' }, 60);
    await vi.advanceTimersByTimeAsync(5.1 * second);
    await answer({ status: 'Completed' });
    expect(seen).toEqual(['Running', 'Completed']);
  });

  it('asks on where the connection or the server is away, and says so', async () => {
    const { answer, server, troubles, seen } = follow();
    await server.lose(storyExportRoutes.status, { parameters });
    expect(troubles).toEqual(['connection-lost']);
    await vi.advanceTimersByTimeAsync(0.6 * second);
    const away = { status: 503, code: 'unavailable' };
    await server.refuse(storyExportRoutes.status, away, { parameters });
    await vi.advanceTimersByTimeAsync(1.1 * second);
    await answer({ status: 'Completed' });
    expect(troubles).toEqual(['connection-lost', 'connection-lost', undefined]);
    expect(seen).toEqual(['Completed']);
  });

  it('fails where there is no such job', async () => {
    const { server, failures } = follow();
    const gone = { status: 404, code: 'not_found' };
    await server.refuse(storyExportRoutes.status, gone, { parameters });
    await vi.waitFor(() => expect(failures).toMatchObject([{ status: 404 }]));
  });

  it('calls no job failed after ten minutes, but asks less often', async () => {
    const { answer, server, troubles, seen } = follow();
    for (let asked = 0; asked < 120; asked += 1) {
      await answer({ status: 'Running' }, 5);
      await vi.advanceTimersByTimeAsync(5 * second);
    }
    expect(troubles.at(-1)).toBeUndefined();
    await answer({ status: 'Running' }, 5);
    expect(troubles.at(-1)).toBe('long');
    await vi.advanceTimersByTimeAsync(28 * second);
    server.expectNoOtherRequest();
    await vi.advanceTimersByTimeAsync(3 * second);
    await answer({ status: 'Completed' });
    expect(seen.at(-1)).toBe('Completed');
  });
});

function follow() {
  const server = openStudio();
  const seen: string[] = [];
  const troubles: (PollTrouble | undefined)[] = [];
  const failures: unknown[] = [];
  const end = vi.fn();
  TestBed.inject(StoryExportJobPollingService)
    .pollJob({ ...parameters, onTrouble: (trouble) => troubles.push(trouble) })
    .subscribe({
      next: ({ status }) => seen.push(status),
      error: (error: unknown) => failures.push(error),
      complete: end,
    });
  const answer = async (job: Partial<ExportStatusDocument>, retryAfterSeconds?: number) => {
    const request = await server.request(storyExportRoutes.status, { parameters });
    const headers =
      retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
    request.flush(exportWith(job), { headers });
  };
  return { server, seen, troubles, failures, end, answer };
}
