import type { Tile } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { openInEditor } from '../../../../../test/open-in-editor.ts';
import { withTileText } from '../document/tile-texts.ts';
import { translationState } from '../document/translation-state.ts';
import { TranslationMark } from './translation-mark.ts';

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
  await screen.find('span', 'Romanian: Draft');
  await screen.press('Mark as reviewed');
  const reviewed = draft.tiles()[0] as Tile;
  expect(reviewed.translations.ro).toMatchObject({ from: 'en', reviewed: true });
  set('tile', reviewed);
  await screen.find('span', 'Romanian: Reviewed');
  expect(draft.lastEdit()).toMatchObject({ name: 'changeTranslation', tileNumber: 1 });
  const changed = withTileText(reviewed, 'text', 'en', 'Two lamps.');
  expect(translationState(changed, 'ro', 'en')).toBe('outdated');
});
