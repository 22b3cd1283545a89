import { TestBed } from '@angular/core/testing';
import type { StoryDocumentInput } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { openInEditor, openStoryId } from '../../../../../test/open-in-editor.ts';
import { TargetLanguage } from '../target-language.ts';
import { CheckView } from './check-view.ts';

const story = {
  title: { en: 'The lamp', ro: 'Lampa', hu: 'A lámpa' },
  summary: { en: 'A lamp.', ro: 'O lampă.', hu: 'Egy lámpa.' },
  languages: ['en', 'ro', 'hu'],
  tiles: [
    { kind: 'page' as const, id: 'one', text: { en: 'A lamp.' }, next: { tile: 'gone' } },
    { kind: 'page' as const, id: 'two', text: { en: 'B.', ro: 'B.', hu: 'B.' } },
  ],
};

it('shows page by page what is missing, with a link for each language', async () => {
  const { screen, draft } = await openInEditor(CheckView, { story });
  const inHungarian = await screen.find('a', 'The text is missing: Hungarian');
  expect(inHungarian.getAttribute('href')).toBe(`/stories/${openStoryId}/pages/one`);
  inHungarian.click();
  expect(TestBed.inject(TargetLanguage).code()).toBe('hu');
  const jump = await screen.find('a', 'Leads to a page that is gone');
  expect(jump.getAttribute('href')).toBe(`/stories/${openStoryId}/pages/one`);
  const credits = await screen.find('a', 'Nobody is named as the author');
  expect(credits.getAttribute('href')).toBe(`/stories/${openStoryId}/details#credits`);
  await screen.find('a', 'No way leads on from here to: 2');
  expect(screen.all('.groups.error > li')).toHaveLength(1);
  draft.edit({ name: 'editText' }, (now) => ({
    ...now,
    tiles: now.tiles.map((tile) => ({ ...tile, text: { en: 'A', ro: 'A', hu: 'A' }, next: null })),
  }));
  await expect.poll(() => screen.all('.groups.error > li')).toHaveLength(0);
});

it('says how many findings there are beyond those that it knows', async () => {
  const letter = (index: number) => String.fromCharCode(97 + index);
  const languages = Array.from({ length: 200 }, (_, at) => `q${letter(at / 26)}${letter(at % 26)}`);
  const tiles = Array.from({ length: 60 }, (_, at) => ({ kind: 'page' as const, id: `t${at}` }));
  const { screen } = await openInEditor(CheckView, { story: { title: {}, languages, tiles } });
  await screen.find('h3', 'Before it can be published: 12200');
  const left = screen.all('.unknown').map(({ textContent }) => textContent);
  expect(left).toEqual(['and 2200 more', 'and 2201 more']);
});

it('names a few languages of many at first', async () => {
  const languages = ['en', 'ro', 'hu', 'de', 'fr', 'it', 'es', 'pt', 'pl', 'cs'];
  const { screen } = await openInEditor(CheckView, { story: { ...story, languages } });
  await screen.find('.more', 'and 3 more');
  expect(screen.all('a[aria-label="The text is missing: Czech"]')).toEqual([]);
  const [showAll] = screen.all('tp-finding-list button');
  showAll?.click();
  await screen.find('a', 'The text is missing: Czech');
});

it('shows what only follows from another finding under that', async () => {
  const page = (id: string, next?: object) => ({
    kind: 'page' as const,
    id,
    text: { en: id },
    ...(next && { next }),
  });
  const tiles = [
    { kind: 'choice' as const, id: 'where', text: { en: 'Where?' }, options: [] },
    page('b'),
    page('c', { end: true }),
    page('d'),
    page('e'),
  ] as StoryDocumentInput['tiles'];
  const { screen } = await openInEditor(CheckView, {
    story: { ...story, languages: ['en'], tiles },
  });
  const behind = (await screen.find('a', 'No way leads on from here to: 2–3')).closest(
    '.groups > li',
  );
  expect(behind?.textContent).toContain('Choice 1');
  const root = (await screen.find('a', 'No way leads on from here to: 5')).closest('.groups > li');
  expect(root?.textContent).toContain('Page 4');
  expect(root?.textContent).toContain('No way leads to this page');
  // The voices of four pages, the credits, and the fourth page.
  await screen.find('h3', 'What readers would miss: 6');
});
