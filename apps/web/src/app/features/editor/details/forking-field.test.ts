import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { Story } from '@taleport/contracts/stories';
import { expect, it } from 'vitest';
import { storyWith } from '../../../../../test/factories.ts';
import { openInEditor, openStoryId } from '../../../../../test/open-in-editor.ts';
import { ForkingField } from './forking-field.ts';

it('says what the licence allows, and keeps what the author decides', async () => {
  const { screen, server } = await openInEditor(ForkingField, {
    story: { title: {}, languages: ['en'], license: 'CC BY-ND 4.0' },
  });
  const parameters = { storyId: openStoryId };
  const story = storyWith({ id: openStoryId });
  await server.answer<Story>(storyRoutes.get, story, { parameters });
  await screen.find('p', 'This licence does not let others make own versions.');
  const [choice] = screen.all('select');
  if (!(choice instanceof HTMLSelectElement)) throw new Error('There is nothing to choose from');
  choice.value = 'allowed';
  choice.dispatchEvent(new Event('change'));
  const asked = await server.request(storyForkRoutes.setForking, { parameters });
  expect(asked.request.body).toEqual({ forking: 'allowed' });
  asked.flush({ forking: 'allowed' });
  await server.answer<Story>(storyRoutes.get, { ...story, forking: 'allowed' }, { parameters });
  await expect.poll(() => screen.text()).not.toContain('This licence');
});

it('speaks of no licence where there is none', async () => {
  const { screen, server } = await openInEditor(ForkingField, {
    story: { title: {}, languages: ['en'] },
  });
  const parameters = { storyId: openStoryId };
  await server.answer<Story>(storyRoutes.get, storyWith({ id: openStoryId }), { parameters });
  await screen.find('p', 'Without a licence, nobody else may.');
});
