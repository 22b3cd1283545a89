import { expect, it } from 'vitest';
import { openInEditor } from '../../../../../test/open-in-editor.ts';
import { AboutFields } from './about-fields.ts';

it('leaves the age of readers open where only one is written', async () => {
  const story = { title: {}, languages: ['en'] };
  const { screen, draft } = await openInEditor(AboutFields, {
    story,
    inputs: (opened) => ({ story: opened.document() }),
  });
  const write = async (label: string, age: string) => {
    const field = await screen.find('input', label);
    if (!(field instanceof HTMLInputElement)) throw new Error('Nothing can be written there');
    field.value = age;
    field.dispatchEvent(new Event('change'));
  };
  await write('From this age', '9');
  expect(draft.document()?.ageRange).toEqual({ from: 9, to: 120 });
  await write('To this age', '12');
  expect(draft.document()?.ageRange).toEqual({ from: 9, to: 12 });
  await write('From this age', '');
  expect(draft.document()?.ageRange).toEqual({ from: 0, to: 12 });
});
