import { TestBed } from '@angular/core/testing';
import type { Account } from '@taleport/contracts/accounts';
import type { JobList } from '@taleport/contracts/jobs';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountWith, exportWith } from '../../../../test/factories.ts';
import { openStudio } from '../../../../test/open-component.ts';
import { Session } from '../session.ts';
import { JobFeed } from './job-feed.ts';
import { Jobs } from './jobs.ts';

/** The stream of the server, whose events the test sends. */
class PlayedStream extends EventTarget {
  static readonly CLOSED = 2;
  readonly readyState = 1;
  isClosed = false;

  constructor() {
    super();
    streams.push(this);
  }

  send(name: string, data: object): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  close(): void {
    this.isClosed = true;
  }
}

let streams: PlayedStream[];
beforeEach(() => {
  streams = [];
  vi.stubGlobal('EventSource', PlayedStream);
});
afterEach(() => vi.unstubAllGlobals());

async function followJobs() {
  const server = openStudio();
  const session = TestBed.inject(Session);
  const loading = session.load();
  await server.answer<Account>(accountRoutes.me, accountWith());
  await loading;
  TestBed.inject(JobFeed);
  const listed = exportWith({ status: 'Running' });
  await server.answer<JobList>(jobRoutes.list, { jobs: [listed] });
  await vi.waitFor(() => expect(streams).toHaveLength(1));
  const [stream] = streams;
  if (!stream) throw new Error('No stream was opened');
  return { server, session, stream, listed, jobs: TestBed.inject(Jobs) };
}

describe('the feed of jobs', () => {
  it('begins with the list, and takes in what the stream tells', async () => {
    const { jobs, listed, stream } = await followJobs();
    await vi.waitFor(() => expect(jobs.all()).toEqual([listed]));
    const done = { ...listed, status: 'Completed' as const, revision: 2 };
    stream.send('job', done);
    expect(jobs.get(listed.jobId)?.status).toBe('Completed');
    const other = exportWith();
    stream.send('snapshot', { jobs: [listed, other] });
    expect(jobs.get(listed.jobId)?.status).toBe('Completed');
    expect(jobs.get(other.jobId)).toEqual(other);
  });

  it('ends its stream and forgets the jobs when somebody signs out', async () => {
    const { jobs, server, session, stream } = await followJobs();
    const leaving = session.signOut();
    await server.answer(accountRoutes.signOut, {});
    await leaving;
    TestBed.tick();
    expect(stream.isClosed).toBe(true);
    expect(jobs.all()).toEqual([]);
  });
});
