import { expect, it } from 'vitest';
import { firstFindings, importMessage, missingMediaFinding } from './import-messages.ts';

const losses = Array.from({ length: 7 }, (_, index) => ({
  code: 'field-not-kept',
  message: `Loss ${index}`,
  where: `/tiles/${index}`,
}));

it('a list of losses that is cut says how many are not in it', () => {
  expect(firstFindings(losses, 7, 'en')).toEqual(losses);
  expect(firstFindings(losses, 5, 'ro-RO')).toEqual([
    ...losses.slice(0, 4),
    { code: 'more_losses', message: 'Pierderi în afara celor din această listă: 3.', where: '' },
  ]);
});

it('what is said is in the language of the locale, or in English', () => {
  const use = { sha256: '', role: 'narration', tileNumber: 2, language: 'fr' } as const;
  expect(missingMediaFinding(use, 'hu')).toMatchObject({
    message: expect.stringContaining('a narráció, oldal: 2 (fr)'),
    where: '/tiles/1/narration/fr',
  });
  expect(importMessage('upload_gone', 'ja')).toBe(importMessage('upload_gone', 'en'));
});
