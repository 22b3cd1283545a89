import { expect, it } from 'vitest';
import { openInEditor } from '../../../../../test/open-in-editor.ts';
import { LanguagesField } from './languages-field.ts';

const story = {
  title: { en: 'The lamp', ro: 'Lampa' },
  languages: ['en', 'ro'],
  tiles: [{ kind: 'page' as const, id: 'one', text: { en: 'A lamp.', ro: 'O lampă.' } }],
};

it('adds a language by its name or its tag, takes one away, and keeps what it held', async () => {
  const { screen, draft } = await openInEditor(LanguagesField, { story });
  await screen.fill('Add a language', 'hungarian');
  await screen.press('Add');
  expect(draft.languages()).toEqual(['en', 'ro', 'hu']);
  await screen.fill('Add a language', 'tw-akua');
  await screen.press('Add');
  expect(draft.languages()).toEqual(['en', 'ro', 'hu', 'tw-akua']);
  await screen.press('Take Romanian away');
  expect(draft.languages()).toEqual(['en', 'hu', 'tw-akua']);
  expect(draft.tiles()[0]?.text.ro).toBe('O lampă.');
  await screen.press('Make it the first: Hungarian');
  expect(draft.source()).toBe('hu');
  await screen.fill('Add a language', 'not a language');
  await screen.find('button:disabled', 'Add');
  draft.undo();
  expect(draft.languages()).toEqual(['en', 'hu', 'tw-akua']);
});
