import type { JobList } from '@taleport/contracts/jobs';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import type { Job } from './job.ts';

const reopenMs = 5_000;

interface StreamListener {
  /** Some jobs are as given now; none, when the stream only shows that it lives. */
  onHeard(jobs: readonly Job[]): void;
  readonly signal: AbortSignal;
}

/**
 * Follows the server's stream of job events until the signal is aborted. A stream that breaks is opened again, by the
 * browser or, where the server refused it and the browser gives up (WHATWG HTML, section 9.2.3), from here.
 */
export function openJobStream(listener: StreamListener): void {
  const { onHeard, signal } = listener;
  if (signal.aborted) return;
  const source = new EventSource(jobRoutes.events.url);
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(reopening);
    source.close();
  };
  signal.addEventListener('abort', close, { once: true });
  source.addEventListener('snapshot', ({ data }) => {
    onHeard((JSON.parse(data) as JobList).jobs);
  });
  source.addEventListener('job', ({ data }) => onHeard([JSON.parse(data) as Job]));
  source.addEventListener('alive', () => onHeard([]));
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED || signal.aborted) return;
    reopening = setTimeout(() => {
      signal.removeEventListener('abort', close);
      openJobStream(listener);
    }, reopenMs);
  });
}
