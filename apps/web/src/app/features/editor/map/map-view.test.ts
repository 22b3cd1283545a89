import { expect, it } from 'vitest';
import { openInEditor } from '../../../../../test/open-in-editor.ts';
import { MapView } from './map-view.ts';

const text = (en: string) => ({ text: { en } });
const story = {
  title: { en: 'The lamp' },
  languages: ['en'],
  tiles: [
    { kind: 'quiz' as const, id: 'one', question: { en: 'Is it lit?' }, next: { tile: 'three' } },
    { kind: 'page' as const, id: 'two', ...text('Nobody comes here.') },
    { kind: 'page' as const, id: 'three', ...text('The end.') },
  ],
};

it('tells a quiz, an end and a page that nobody reaches apart, in words and by a sign', async () => {
  const { screen } = await openInEditor(MapView, { story });
  const names = screen.all('svg a').map((place) => place.getAttribute('aria-label'));
  expect(names).toEqual([
    'Quiz 1: Is it lit?',
    'Page 2: Nobody comes here., No way leads to this page',
    'Page 3: The end., the end of the story',
  ]);
  const signs = screen
    .all('svg a')
    .map((place) => [
      ...[...place.querySelectorAll('.kind')].map(({ className }) => className),
      ...(place.querySelector('.ring') ? ['ring'] : []),
    ]);
  expect(signs).toEqual([['kind'], ['kind lost'], ['ring']]);
});
