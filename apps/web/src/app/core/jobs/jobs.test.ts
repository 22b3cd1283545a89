import { TestBed } from '@angular/core/testing';
import { expect, it } from 'vitest';
import { exportWith } from '../../../../test/factories.ts';
import { openStudio } from '../../../../test/open-component.ts';
import { Jobs } from './jobs.ts';

function openJobs(): Jobs {
  openStudio();
  return TestBed.inject(Jobs);
}

it('keeps the newer of two documents of a job, in whatever order they come', () => {
  const jobs = openJobs();
  const running = exportWith({ status: 'Running', revision: 4 });
  jobs.merge([{ ...running, status: 'Completed', revision: 5 }]);
  jobs.merge([running]);
  expect(jobs.get(running.jobId)?.status).toBe('Completed');
});

it('takes in what changes without a revision: the place in the queue', () => {
  const jobs = openJobs();
  const queued = exportWith({ status: 'Queued', queuePosition: 3 });
  jobs.merge([queued]);
  jobs.merge([{ ...queued, queuePosition: 1 }]);
  expect(jobs.get(queued.jobId)?.queuePosition).toBe(1);
});

it('lists the newest job first, and counts those that are active', () => {
  const jobs = openJobs();
  const [older, newer] = [exportWith({ status: 'Running' }), exportWith({ status: 'Failed' })];
  jobs.merge([older, newer]);
  expect(jobs.all()).toEqual([newer, older]);
  expect(jobs.activeCount()).toBe(1);
});

it('forgets everything for whoever signs in next', () => {
  const jobs = openJobs();
  jobs.merge([exportWith()]);
  jobs.setLoaded();
  jobs.clear();
  expect(jobs.all()).toEqual([]);
  expect(jobs.isLoaded()).toBe(false);
});
