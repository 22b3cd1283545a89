import { TestBed } from '@angular/core/testing';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story, StoryVersionDocument, StoryVersionList } from '@taleport/contracts/stories';
import { storyDocument } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { storyWith } from '../../../../../test/factories.ts';
import { openComponent } from '../../../../../test/open-component.ts';
import { ExportDialog } from '../../../core/export-dialog.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { OpenStory } from '../open-story.ts';
import { VersionView } from './version-view.ts';
import { VersionsView } from './versions-view.ts';

const story = storyWith({ latestVersion: 2, publishedVersion: 1 });
const publishedAtUtc = '2026-04-02T08:00:00.000Z';

it('offers to see, to export and to restore each version', async () => {
  const saver = { flush: async () => {}, revision: () => 7, reload: async () => {} };
  const { screen, server } = await openComponent(VersionsView, {
    providers: [OpenStory, { provide: DraftSaver, useValue: saver }],
  });
  TestBed.inject(OpenStory).id.set(story.id);
  const parameters = { storyId: story.id };
  await server.answer<Story>(storyRoutes.get, story, { parameters });
  const versions = [2, 1].map((version) => ({ version, publishedAtUtc, languages: ['en', 'ro'] }));
  await server.answer<StoryVersionList>(storyRoutes.listVersions, { versions }, { parameters });
  await expect.poll(() => screen.text()).toContain('English, Romanian');
  const see = await screen.find('a', 'See version 1');
  expect(see.getAttribute('href')).toBe(`/stories/${story.id}/versions/1`);
  await screen.press('Full Export of version 1');
  expect(TestBed.inject(ExportDialog).wish()).toMatchObject({
    version: 1,
    story: { id: story.id },
  });
  await screen.press('Restore version 1 into the draft');
  const restored = await server.request(storyRoutes.restoreVersion, {
    parameters: { ...parameters, version: 1 },
  });
  expect(restored.request.headers.get('if-match')).toBe('"7"');
  restored.flush({ revision: 8 });
  await screen.find(
    '[role=status]',
    'Version 1 is the draft now. “Undo” brings back what was there.',
  );
});

it('shows a version as its readers had it, or says why not', async () => {
  const { screen, server } = await openComponent(VersionView, {
    inputs: { version: '1' },
    providers: [OpenStory],
  });
  TestBed.inject(OpenStory).id.set(story.id);
  const asked = { parameters: { storyId: story.id, version: 1 } };
  await server.refuse(storyRoutes.getVersion, { status: 503, code: 'unavailable' }, asked);
  await screen.press('Try again');
  const document = storyDocument.parse({ title: { en: 'The lamp' }, languages: ['en'], tiles: [] });
  const version = { version: 1, publishedAtUtc, languages: ['en'], document };
  await server.answer<StoryVersionDocument>(storyRoutes.getVersion, version, asked);
  await expect.poll(() => screen.all('story-reader')).toHaveLength(1);
  expect(screen.all('story-reader')[0]).toMatchObject({ story: document, language: 'en' });
});
