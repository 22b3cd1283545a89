import { Location } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { expect, it } from 'vitest';
import { openInEditor, openStoryId } from '../../../../../test/open-in-editor.ts';
import { OpenStory } from '../open-story.ts';
import { PagesView } from './pages-view.ts';

const story = {
  title: { en: 'The lamp' },
  languages: ['en'],
  tiles: ['one', 'two', 'three'].map((id) => ({ kind: 'page' as const, id, text: { en: id } })),
};
const uploaded = { parameters: { storyId: openStoryId } };
const address = () => TestBed.inject(Location).path();

it('opens the page that one was at, and says so in the address', async () => {
  const { screen } = await openInEditor(PagesView, { story });
  await screen.find('h2', 'Page 1');
  await expect.poll(address).toBe(`/stories/${openStoryId}/pages/one`);
  TestBed.inject(OpenStory).tileId.set('three');
  await screen.find('h2', 'Page 3');
  await expect.poll(address).toBe(`/stories/${openStoryId}/pages/three`);
});

/** Holds files over an element, and lets them fall. */
function drag(type: 'dragover' | 'drop', target: Element | undefined, ...files: File[]): Event {
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
    dataTransfer: { files, items: files, types: ['Files'] },
  });
  target?.dispatchEvent(event);
  return event;
}

const picture = (name: string) => new File(['pixels'], name, { type: 'image/png' });

it('makes a page of each picture that is dropped between the pages, which is undone as one', async () => {
  const { screen, server, draft } = await openInEditor(PagesView, { story });
  await screen.find('h2', 'Page 1');
  const files = [
    picture('a.png'),
    new File(['words'], 'b.txt', { type: 'text/plain' }),
    picture('c.png'),
  ];
  drag('dragover', document.body, ...files);
  expect(screen.all('.list.offered')).toHaveLength(1);
  drag('drop', screen.all('tp-tile-list li')[1], ...files);
  expect(screen.all('.list.offered')).toHaveLength(0);
  for (const letter of ['a', 'c']) {
    const answer = { sha256: letter.repeat(64), mediaType: 'image/png' };
    await server.answer<object>(mediaRoutes.upload, answer, uploaded);
  }
  await screen.find(
    '[role=alert]',
    'b.txt was not taken. Here goes a picture: JPEG, PNG, WebP, GIF or AVIF.',
  );
  const shown = () => draft.tiles().map(({ id, picture }) => picture?.media[0] ?? id);
  expect(shown()).toEqual(['one', 'two', 'a', 'c', 'three']);
  draft.undo();
  expect(shown()).toEqual(['one', 'two', 'three']);
});

it('fills the page whose place several pictures are dropped on first', async () => {
  const { screen, server, draft } = await openInEditor(PagesView, { story });
  await screen.find('h2', 'Page 1');
  drag('drop', screen.all('tp-media-field')[0], picture('a.png'), picture('b.png'));
  await screen.find('[role=status]', 'Pictures sent: 0 of 2');
  for (const letter of ['a', 'b']) {
    const answer = { sha256: letter.repeat(64), mediaType: 'image/png' };
    await server.answer<object>(mediaRoutes.upload, answer, uploaded);
  }
  await expect
    .poll(() => draft.tiles().map(({ picture }) => picture?.media[0]))
    .toEqual(['a', 'b', undefined, undefined]);
});

it('puts a page between two others', async () => {
  const { screen, draft } = await openInEditor(PagesView, { story });
  await screen.find('button', 'Add after page 1');
  await screen.press('New page after page 1');
  expect(draft.lastEdit()).toEqual({ name: 'addTile', tileNumber: 2 });
  await expect.poll(address).toBe(`/stories/${openStoryId}/pages/${draft.tiles()[1]?.id}`);
});
