import { signal } from '@angular/core';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { expect, it } from 'vitest';
import { storyWith } from '../../../../test/factories.ts';
import { openInEditor, openStoryId } from '../../../../test/open-in-editor.ts';
import { DraftSaver } from './draft/draft-saver.ts';
import { UnsentDrafts } from './draft/unsent-drafts.ts';
import { EditorBar } from './editor-bar.ts';

it('says whether readers see what is written', async () => {
  const revision = signal(4);
  const saver = { revision, state: () => 'saved', problem: () => undefined };
  const { screen, server } = await openInEditor(EditorBar, {
    story: { title: { en: 'The lamp' }, languages: ['en'] },
    providers: [
      { provide: DraftSaver, useValue: saver },
      { provide: UnsentDrafts, useValue: { isBroken: () => false } },
    ],
  });
  const story = storyWith({ id: openStoryId, publishedVersion: 2, draftRevision: 4 });
  await server.answer<Story>(storyRoutes.get, story, { parameters: { storyId: openStoryId } });
  await screen.find('.publication', 'Published');
  revision.set(5);
  await screen.find('.publication', 'Published, changed since');
  expect(screen.all('.publication')).toHaveLength(1);
});
