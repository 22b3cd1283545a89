import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story, StoryList } from '@taleport/contracts/stories';
import { expect, it } from 'vitest';
import { storyWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { BinPage } from './bin-page.ts';

const lamp = storyWith({ title: 'The lamp', goneAtUtc: '2026-05-02T12:00:00.000Z' });

it('says until when a story can be brought back, and brings it back', async () => {
  const { screen, server } = await openComponent(BinPage);
  const { request } = await server.answer<StoryList>(storyRoutes.list, { stories: [lamp] });
  expect(request.params.get('deleted')).toBe('true');
  await expect.poll(() => screen.text()).toContain('Can be brought back until May 2, 2026');
  await screen.press('Bring back “The lamp”');
  await server.answer<Story>(storyRoutes.undelete, lamp, { parameters: { storyId: lamp.id } });
  await expect.poll(() => screen.text()).toContain('“The lamp” is back among your stories.');
  expect(screen.text()).toContain('The bin is empty.');
});

it('says that readers find a story again that was published', async () => {
  const { screen, server } = await openComponent(BinPage);
  await server.answer<StoryList>(storyRoutes.list, { stories: [{ ...lamp, publishedVersion: 2 }] });
  await screen.press('Bring back “The lamp”');
  await server.answer<Story>(storyRoutes.undelete, lamp, { parameters: { storyId: lamp.id } });
  await expect.poll(() => screen.text()).toContain('and readers find it again.');
});

it('keeps a story in the bin that could not be brought back', async () => {
  const { screen, server } = await openComponent(BinPage);
  await server.answer<StoryList>(storyRoutes.list, { stories: [lamp] });
  await screen.press('Bring back “The lamp”');
  await server.lose(storyRoutes.undelete, { parameters: { storyId: lamp.id } });
  await expect.poll(() => screen.text()).toContain('The server cannot be reached.');
  expect(screen.text()).toContain('Can be brought back until');
});
