import type { Tile } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { openInEditor } from '../../../../../test/open-in-editor.ts';
import { ChoiceOptions } from './choice-options.ts';

const option = (id: string, tile: string) => ({ id, text: { en: id }, goTo: { tile } });
const story = {
  title: { en: 'The lamp' },
  languages: ['en'],
  tiles: [
    {
      kind: 'choice' as const,
      id: 'where',
      options: [option('Left', 'fog'), option('Right', 'fog')],
    },
    { kind: 'page' as const, id: 'fog', text: { en: 'Fog.' } },
  ],
};

async function openOptions() {
  const opened = await openInEditor(ChoiceOptions, {
    story,
    inputs: (draft) => ({ tile: draft.tiles()[0], number: 1, languages: ['en'] }),
  });
  const options = () => {
    const tile = opened.draft.tiles()[0] as Extract<Tile, { kind: 'choice' }>;
    opened.set('tile', tile);
    return tile.options;
  };
  return { ...opened, options };
}

const focused = () => document.activeElement;

it('gives the focus to the text of a new option', async () => {
  const { screen, options } = await openOptions();
  await screen.press('Add an option');
  expect(options()).toHaveLength(3);
  await expect.poll(focused).toBe(await screen.find('textarea', 'Option 3 English'));
});

it('moves an option, and the focus with it', async () => {
  const { screen, options } = await openOptions();
  await screen.press('Move 2 up');
  expect(options().map(({ id }) => id)).toEqual(['Right', 'Left']);
  await expect.poll(focused).toBe(await screen.find('button', 'Move 1 down'));
  await screen.press('Move 1 down');
  expect(options().map(({ id }) => id)).toEqual(['Left', 'Right']);
  await expect.poll(focused).toBe(await screen.find('button', 'Move 2 up'));
});
