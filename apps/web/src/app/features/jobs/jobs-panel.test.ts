import type { JobList, JobTimeline } from '@taleport/contracts/jobs';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { describe, expect, it } from 'vitest';
import { exportWith, storyWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { JobsPanel } from './jobs-panel.ts';

describe('the list of jobs', () => {
  it('shows each with its story and its state, newest first', async () => {
    const { screen, server } = await openComponent(JobsPanel);
    expect(screen.text()).toContain('Loading…');
    const story = storyWith({ title: 'The lamp' });
    const storyId = story.id;
    const failed = exportWith({ storyId, status: 'Failed', errorMessage: 'No room is left.' });
    const queued = exportWith({ storyId, queuePosition: 2 });
    await server.answer<JobList>(jobRoutes.list, { jobs: [queued, failed] });
    await server.answer<Story>(storyRoutes.get, story, { parameters: { storyId } });
    await screen.find('h3', 'The lamp');
    const rows = screen.all('tp-job-row').map((row) => row.textContent);
    expect(rows[0]).toContain('Place in the queue: 2');
    expect(rows[1]).toContain('No room is left.');
  });

  it('shows a fork by the title of its original, and leads to the story that was made', async () => {
    const { screen, server } = await openComponent(JobsPanel);
    const madeStoryId = '00000000-0000-4000-8000-000000000002';
    const fork = exportWith({ kind: 'story-fork', status: 'Completed' });
    const jobs = [{ ...fork, originalTitle: 'The lamp', madeStoryId }];
    await server.answer<JobList>(jobRoutes.list, { jobs });
    await screen.find('h3', 'The lamp');
    const open = await screen.find('a', 'Open');
    expect(open.getAttribute('href')).toBe(`/stories/${madeStoryId}`);
    server.expectNoOtherRequest();
  });

  it('says which version has made a publication needless', async () => {
    const { screen, server } = await openComponent(JobsPanel);
    const publication = exportWith({ kind: 'story-publish', status: 'Completed' });
    const jobs = [{ ...publication, snapshot: { draftRevision: 2 }, newerVersion: 3 }];
    await server.answer<JobList>(jobRoutes.list, { jobs });
    await screen.find('p', 'A newer draft was published already, as version 3.');
  });

  it('counts the attempts of a job, also where it was tried again between two', async () => {
    const { screen, server } = await openComponent(JobsPanel);
    const fork = { ...exportWith({ kind: 'story-fork' }), originalTitle: 'The lamp' };
    await server.answer<JobList>(jobRoutes.list, { jobs: [fork] });
    await screen.press('History');
    const names = [
      ['claim', 1],
      ['fail', 1],
      ['retry', 2],
      ['claim', 3],
    ] as const;
    const events = names.map(([name, epoch]) => ({
      at: fork.queuedAtUtc,
      name,
      epoch,
      detail: {},
    }));
    const timeline = { method: 'GET', url: `${fork.links.self}/timeline`, summary: '' } as const;
    await server.answer<JobTimeline>(timeline, { events });
    await screen.find('small', 'attempt 2');
    expect(screen.all('tp-job-timeline small').map((each) => each.textContent)).toEqual([
      'attempt 1',
      'attempt 2',
    ]);
  });

  it('says when there is none', async () => {
    const { screen, server } = await openComponent(JobsPanel);
    await server.answer<JobList>(jobRoutes.list, { jobs: [] });
    await screen.find('h3', 'No jobs yet');
  });

  it('says why it cannot be read, and reads it again', async () => {
    const { screen, server } = await openComponent(JobsPanel);
    await server.lose(jobRoutes.list);
    await screen.press('Try again');
    await server.answer<JobList>(jobRoutes.list, { jobs: [] });
    await screen.find('h3', 'No jobs yet');
    expect(screen.all('[role=alert]')).toEqual([]);
  });
});
