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
  await screen.press('Undo');
  expect(draft.languages()).toEqual(['en', 'ro', 'hu', 'tw-akua']);
  await screen.press('Take Romanian away');
  expect(draft.tiles()[0]?.text.ro).toBe('O lampă.');
  await screen.press('Make it the first: Hungarian');
  expect(draft.source()).toBe('hu');
  draft.undo();
  expect(draft.languages()).toEqual(['en', 'hu', 'tw-akua']);
});

it.each(['martian', 'zz-nonsense!'])(
  'does not take %s for a language, and says so',
  async (typed) => {
    const { screen, draft } = await openInEditor(LanguagesField, { story });
    await screen.fill('Add a language', typed);
    await screen.press('Add');
    const why = 'Choose a language from the list, or enter a tag such as “pt-BR”.';
    await screen.find('[role=alert]', why);
    expect(draft.languages()).toEqual(['en', 'ro']);
  },
);

it('does not take the language away that the story is written in', async () => {
  const { screen } = await openInEditor(LanguagesField, { story });
  await screen.find('button', 'Take Romanian away');
  expect(screen.all('[aria-label="Take English away"]')).toEqual([]);
});
