import type { Tile } from '@taleport/story-model';
import { translationState } from '@taleport/story-model/translation-state';
import { expect, it } from 'vitest';
import { openInEditor } from '../../../../../test/open-in-editor.ts';
import { withTileText } from '../document/with-tile-text.ts';
import { TranslationMark } from './translation-mark.ts';
import { TranslationView } from './translation-view.ts';

const story = {
  title: { en: 'The lamp' },
  languages: ['en', 'ro'],
  tiles: [{ kind: 'page' as const, id: 'one', text: { en: 'A lamp.', ro: 'O lampă.' } }],
};

it('lets a page be marked that came without a record of its translation', async () => {
  const { screen, draft, set } = await openInEditor(TranslationMark, {
    story,
    inputs: (draft) => ({ tile: draft.tiles()[0], language: 'ro' }),
  });
  await screen.find('span', 'Draft');
  await screen.press('Mark as reviewed');
  const reviewed = draft.tiles()[0] as Tile;
  expect(reviewed.translations.ro).toMatchObject({ from: 'en', reviewed: true });
  set('tile', reviewed);
  await screen.find('span', 'Reviewed');
  expect(draft.lastEdit()).toMatchObject({ name: 'changeTranslation', tileNumber: 1 });
  const changed = withTileText(reviewed, 'text', 'en', 'Two lamps.');
  expect(translationState(changed, 'ro', 'en')).toBe('outdated');
});

it('counts only pages with words, and tells translated from reviewed', async () => {
  const wordless = { kind: 'page' as const, id: 'two' };
  const { screen } = await openInEditor(TranslationView, {
    story: { ...story, tiles: [...story.tiles, wordless] },
  });
  await screen.find('.total', '1 translated, 0 reviewed');
  const cell = await screen.find('td a', 'Page 2, Romanian: Nothing to translate');
  expect(cell.textContent?.trim()).toBe('–');
});
