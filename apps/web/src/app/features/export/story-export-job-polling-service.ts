import type { HttpResponse } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import {
  defer,
  EMPTY,
  expand,
  filter,
  map,
  type Observable,
  retry,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { switchMap } from 'rxjs/operators';
import { ApiProblem } from '../../core/api-problem.ts';
import { isActive } from '../../core/jobs/job.ts';
import { StoryEditorService } from './story-editor-service.ts';

/** What the one who waits should know: nobody answers for now, or it takes longer than usual. */
export type PollTrouble = 'connection-lost' | 'long';

interface PolledJob {
  readonly storyId: string;
  readonly jobId: string;
  /** Called when a trouble begins, and with undefined when it is over. */
  readonly onTrouble?: (trouble: PollTrouble | undefined) => void;
}

const maxPaceMs = 5_000;
const firstRetryMs = 500;
/** 120 times at the slowest pace. After it the job goes on as before, only the questions become rare. */
const longAfterMs = 120 * maxPaceMs;
const longPaceMs = 30_000;

/** Follows an export job by asking for its status again and again. */
@Injectable({ providedIn: 'root' })
export class StoryExportJobPollingService {
  readonly #editor = inject(StoryEditorService);

  /**
   * The statuses of a job as they come, at the pace that the server sets, until it has ended. That nobody answers is no
   * failure of the job: it asks on. Fails with ApiProblem where the server says that there is no such job.
   */
  pollJob({ storyId, jobId, onTrouble }: PolledJob): Observable<ExportStatusDocument> {
    return defer(() => {
      const beganAt = performance.now();
      const isLong = () => performance.now() - beganAt >= longAfterMs;
      const ask = defer(() => this.#editor.getExportJobStatus(storyId, jobId)).pipe(
        retry({
          resetOnSuccess: true,
          delay: (error: unknown, count) => {
            if (!isPassing(error)) return throwError(() => error);
            onTrouble?.('connection-lost');
            return timer(Math.min(maxPaceMs, firstRetryMs * 2 ** (count - 1)));
          },
        }),
        tap(() => onTrouble?.(isLong() ? 'long' : undefined)),
      );
      const askLater = (answer: HttpResponse<ExportStatusDocument>) =>
        timer(isLong() ? longPaceMs : paceMs(answer)).pipe(switchMap(() => ask));
      return ask.pipe(
        expand((answer) => (answer.body && isActive(answer.body) ? askLater(answer) : EMPTY)),
        map(({ body }) => body),
        filter((body) => body !== null),
      );
    });
  }
}

function paceMs({ headers }: HttpResponse<unknown>): number {
  const seconds = Number(headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) ? Math.min(maxPaceMs, Math.max(1, seconds) * 1000) : maxPaceMs;
}

/** A trouble of the way to the server, or one that ends by itself; also a session that is being renewed. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.status === 0 || error.status >= 500 || [401, 408, 429].includes(error.status);
}
