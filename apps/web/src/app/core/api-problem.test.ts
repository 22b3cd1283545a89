import { TestBed } from '@angular/core/testing';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { expect, it } from 'vitest';
import { openStudio } from '../../../test/open-component.ts';
import { Api } from './api.ts';

it('says what the server says', async () => {
  const server = openStudio();
  const answer = TestBed.inject(Api).call(storyRoutes.list);
  await server.refuse(storyRoutes.list, { status: 503, code: 'unavailable', detail: 'Come back.' });
  await expect(answer).rejects.toMatchObject({
    name: 'ApiProblem',
    status: 503,
    code: 'unavailable',
    message: 'Come back.',
  });
});

it('tells a server that cannot be reached from one that refuses', async () => {
  const server = openStudio();
  const answer = TestBed.inject(Api).call(storyRoutes.list);
  await server.lose(storyRoutes.list);
  await expect(answer).rejects.toMatchObject({ name: 'ApiProblem', status: 0, code: 'offline' });
});

it('has words for an answer that is no problem document', async () => {
  const server = openStudio();
  const answer = TestBed.inject(Api).call(storyRoutes.list);
  const request = await server.request(storyRoutes.list);
  request.flush('<h1>Bad Gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
  await expect(answer).rejects.toMatchObject({ status: 502, code: 'unexpected' });
});
