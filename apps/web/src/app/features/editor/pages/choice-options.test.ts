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

it('leads an option to a new page, and never to the choice itself', async () => {
  const { screen, options, draft } = await openOptions();
  const [select] = screen.all('select') as HTMLSelectElement[];
  const places = [...(select?.options ?? [])].map(({ text }) => text.trim());
  expect(places).toEqual(['the end of the story', 'Page 2: Fog.', 'a new page']);
  if (select) select.value = 'new';
  select?.dispatchEvent(new Event('change'));
  const added = draft.tiles()[1];
  expect(draft.lastEdit()).toEqual({ name: 'addTile', tileNumber: 2 });
  expect(options()[0]?.goTo).toEqual({ tile: added?.id });
  await expect
    .poll(() => screen.all('option:checked').map(({ textContent }) => textContent?.trim()))
    .toEqual(['Page 2', 'Page 3: Fog.']);
});
