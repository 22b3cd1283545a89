import { Location } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { expect, it } from 'vitest';
import { openInEditor, openStoryId } from '../../../../../test/open-in-editor.ts';
import { OpenStory } from '../open-story.ts';
import { PagesView } from './pages-view.ts';

const story = {
  title: { en: 'The lamp' },
  languages: ['en'],
  tiles: ['one', 'two', 'three'].map((id) => ({ kind: 'page' as const, id, text: { en: id } })),
};
const address = () => TestBed.inject(Location).path();

it('opens the page that one was at, and says so in the address', async () => {
  const { screen } = await openInEditor(PagesView, { story });
  await screen.find('h2', 'Page 1');
  await expect.poll(address).toBe(`/stories/${openStoryId}/pages/one`);
  TestBed.inject(OpenStory).tileId.set('three');
  await screen.find('h2', 'Page 3');
  await expect.poll(address).toBe(`/stories/${openStoryId}/pages/three`);
});
