import { createHash } from 'node:crypto';
import { type StoryDocumentInput, storyDocument } from '@taleport/story-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lampMedia } from '../../test/lamp-story.ts';
import { bookContentOf, pageTags, pageText, sectionOf } from '../../test/page-markup.ts';
import {
  includeAll,
  type PackageSample,
  packageSample,
  packageSamples,
} from '../../test/story-packages.ts';
import { buildPackage } from './build-package.ts';
import { startPage } from './start-page.ts';

function pageOf(changes: Partial<PackageSample> = {}): string {
  const sample = packageSample(changes);
  return startPage(buildPackage(sample).manifest, sample.locale);
}

function pageOfStory(story: Partial<StoryDocumentInput>, locale = 'en'): string {
  const whole = { title: { en: 'The lamp' }, languages: ['en'], ...story };
  return pageOf({ story: storyDocument.parse(whole), locale });
}

describe('the start page', () => {
  it('has a section for each language, with its direction', () => {
    const sections = pageTags(pageOf()).filter(({ name }) => name === 'section');
    expect(sections.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([
      { id: 'en', lang: 'en', dir: 'ltr' },
      { id: 'hu', lang: 'hu', dir: 'ltr' },
      { id: 'ar', lang: 'ar', dir: 'rtl' },
    ]);
  });

  it('has in each section what is in its language, and nothing of another', () => {
    const page = pageOf();
    expect(pageText(sectionOf(page, 'en'))).toContain('Nobody saw the street.');
    expect(pageText(sectionOf(page, 'hu'))).toContain('Jött a köd.');
    expect(pageText(sectionOf(page, 'ar'))).toContain('جاء الضباب.');
    expect(pageText(sectionOf(page, 'hu'))).not.toMatch(/fog|الضباب/);
    expect(sectionOf(page, 'hu')).toContain('02-page.hu.mp3');
    expect(sectionOf(page, 'hu')).not.toContain('02-page.en.mp3');
  });

  it('is named by the title, and says title, summary, credits, licence and source', () => {
    const page = pageOf();
    expect(page).toContain('<title>The lamp in the fog</title>');
    expect(page).toContain('<h1>The lamp in the fog</h1>');
    expect(page).toContain('<p class="text">A lamp leads home.</p>');
    expect(pageText(page)).toContain('Text: Ana O’Hara');
    expect(pageText(page)).toContain('Licence: CC BY 4.0');
    expect(pageText(page)).toContain('Source: Taleport');
    expect(pageText(pageOfStory({ source: 'A book' }))).toContain('Source: A book');
    expect(pageOfStory({})).not.toContain('<footer>');
  });

  it('shows pictures, narration and film by their paths in the package', () => {
    const sources = pageTags(sectionOf(pageOf(), 'en'))
      .filter(({ attributes }) => attributes.has('src'))
      .map(
        ({ name, attributes }) => `${name} ${attributes.get('src')} ${attributes.get('alt') ?? ''}`,
      );
    expect(sources).toEqual([
      'img media/images/01-cover.jpg A lamp',
      'audio media/audio/01-title.en.mp3 ',
      'img media/images/02-page.png A street in the fog',
      'audio media/audio/02-page.en.mp3 ',
      'img media/images/01-cover.jpg ',
      'video media/video/04-video.en.mp4 ',
    ]);
  });

  it('makes paragraphs of a text, and keeps its lines', () => {
    const page = pageOfStory({
      tiles: [{ kind: 'page', id: 'a', text: { en: 'One\ntwo\n\n\nthree\r\n\r\nfour\n\n  \n\n' } }],
    });
    expect(page.match(/<p class="text">[^<]*<\/p>/g)).toEqual([
      '<p class="text">One\ntwo</p>',
      '<p class="text">three</p>',
      '<p class="text">four</p>',
    ]);
  });

  it('links the languages by the titles that their readers know', () => {
    const menu = pageOf().match(/<nav[\s\S]*<\/nav>/)?.[0] ?? '';
    expect(menu).toContain('<a href="#hu"><span lang="hu" dir="ltr">Lámpás a ködben</span>');
    expect(menu).toContain('<a href="#ar"><span lang="ar" dir="rtl">الفانوس في الضباب</span>');
    expect(pageOfStory({})).not.toMatch(/<nav|#languages"/);
  });

  it('has a title in each section: of the language, or the first one there is, or the slug', () => {
    const page = pageOfStory({ title: { en: ' ', hu: 'Lámpás' }, languages: ['en', 'ar', 'hu'] });
    expect(sectionOf(page, 'ar')).toContain('<h1 lang="hu" dir="ltr">Lámpás</h1>');
    expect(sectionOf(page, 'hu')).toContain('<h1>Lámpás</h1>');
    expect(pageOfStory({ title: {} })).toContain('<h1>the-lamp-in-the-fog</h1>');
  });
});

describe('the start page of a story that branches', () => {
  const section = sectionOf(pageOf(), 'en');

  it('leads from a choice to its tiles and to the end, and not to a tile that is gone', () => {
    expect(section).toContain(
      '<li><a href="#en.film">To the light <small>Go to page 3</small></a></li>',
    );
    expect(section).toContain('<li><a href="#en.-end">Home <small>The end</small></a></li>');
    expect(section).toContain('<li>Into the dark</li>');
    expect(section).not.toContain('gone');
  });

  it('names an option by its page where its text is not translated', () => {
    const arabic = sectionOf(pageOf(), 'ar');
    expect(arabic).toContain(
      '<li><a href="#ar.film"><span lang="en" dir="ltr">Go to page 3</span></a></li>',
    );
  });

  it('leads on where the next tile is not the one that follows', () => {
    expect(section).toContain('<p class="next"><a href="#en.quiz">Continue on page 4</a></p>');
    expect(section).toContain('<p class="next"><a href="#en.-end">The end</a></p>');
    const lost = pageOfStory({ tiles: [{ kind: 'page', id: 'a', next: { tile: 'gone' } }] });
    expect(sectionOf(lost, 'en')).not.toMatch(/class="next"|gone/);
  });

  it('keeps the answer of a quiz until it is asked for', () => {
    expect(section).toContain('<p class="text">Who carries the lamp?</p>');
    expect(section).toContain('<ul><li>The cat</li><li>The girl</li></ul>');
    const details = section.match(/<details>[\s\S]*<\/details>/)?.[0] ?? '';
    expect(pageText(details).trim()).toBe('Show the answer\nThe girl');
  });
});

describe('the locale', () => {
  it.each([
    ['en', 'en', 'Show the answer', 'en'],
    ['hu', 'hu', 'A válasz megmutatása', 'hu'],
    ['ro', 'ro', 'Arată răspunsul', 'en'],
    ['ro-MD', 'ro', 'Arată răspunsul', 'en'],
    ['ar-EG', 'en', 'Show the answer', 'ar'],
    ['x-private', 'en', 'Show the answer', 'en'],
  ])('%s has the page in %s, and the section %4$s first', (locale, language, answer, first) => {
    const page = pageOf({ locale });
    expect(page).toContain(`<html lang="${language}">`);
    expect(pageText(page)).toContain(answer);
    const [section] = pageTags(page).filter(({ name }) => name === 'section');
    expect(section?.attributes.get('id')).toBe(first);
  });

  it.each([
    ['pt-BR', ['en', 'pt', 'pt-BR'], 'pt-BR'],
    ['pt-br', ['en', 'pt', 'pt-BR'], 'pt-BR'],
    ['pt-AO', ['en', 'pt-BR', 'pt'], 'pt'],
    ['pt', ['en', 'pt-PT', 'pt-BR'], 'pt-PT'],
  ])('%s has of the languages %j the section %s first', (locale, languages, first) => {
    const page = pageOfStory({ languages }, locale);
    expect(page.indexOf(`<section id="${first}"`)).toBe(page.indexOf('<section'));
  });

  it('marks what the page says itself in a section of another language', () => {
    expect(sectionOf(pageOf({ locale: 'hu' }), 'hu')).not.toContain('<span');
    expect(sectionOf(pageOf({ locale: 'hu' }), 'ar')).toContain(
      '<span lang="hu" dir="ltr">Vége</span>',
    );
  });
});

describe('media that is not in the package', () => {
  it('is told where it should be there', () => {
    const library = Object.values(lampMedia).map((each) => ({
      ...each,
      trouble: 'missing' as const,
    }));
    const page = pageOf({ library });
    expect(pageTags(page).filter(({ attributes }) => attributes.has('src'))).toEqual([]);
    const text = pageText(sectionOf(page, 'en'));
    expect(text.match(/This file is not in the package\./g)).toHaveLength(6);
    expect(text).toContain('A street in the fog');
    expect(pageText(page)).toContain('Some files of this story are not in the package.');
  });

  it('is not called missing where the request left it out', () => {
    const include = { images: false, audio: false, video: true };
    const page = pageOf({ include });
    expect(pageText(page)).not.toContain('not in the package');
    expect(sectionOf(page, 'en')).toContain('<div class="absent"><p>A street in the fog</p></div>');
    expect(page).toContain('04-video.en.mp4');
    const noFilm = pageOf({ include: { ...includeAll, video: false } });
    expect(pageText(sectionOf(noFilm, 'en'))).toContain('This file is not in the package.');
  });
});

describe('the book in the start page', () => {
  it('has the story, the addresses of its media in the package, and the language to open in', () => {
    const library = Object.values(lampMedia).map((each) =>
      each === lampMedia.cover ? { ...each, trouble: 'missing' as const } : each,
    );
    const sample = packageSample({ library, locale: 'hu-HU' });
    const { files } = buildPackage(sample).manifest;
    expect(bookContentOf(pageOf({ library, locale: 'hu-HU' }))).toEqual({
      story: sample.story,
      language: 'hu',
      media: Object.fromEntries(files.map(({ sha256, path }) => [sha256, path])),
    });
  });

  it('is not left by what the story says, and says it unchanged', () => {
    const title = { en: '</script><script>alert(1)</script><!--<script>' };
    const page = pageOfStory({ title });
    expect(page.match(/<\/script/g)).toHaveLength(2);
    expect(bookContentOf(page).story.title).toEqual(title);
  });

  it('may run its own script and wear its own style, and ask for nothing but media beside it', () => {
    const page = pageOf();
    const [policy = ''] = pageTags(page).flatMap(({ attributes }) =>
      attributes.has('http-equiv') ? (attributes.get('content') ?? '') : [],
    );
    const hashOf = (element: string) => {
      const [, content = ''] = page.match(new RegExp(`<${element}>([^]*?)</${element}>`)) ?? [];
      return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    };
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf('script')}`,
      `style-src ${hashOf('style')}`,
      "img-src 'self' file:",
      "media-src 'self' file:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });
});

describe('for any story, the start page', () => {
  const pages = packageSamples.map((sample) => {
    const { manifest } = buildPackage(sample);
    return { manifest, page: startPage(manifest, sample.locale) };
  });

  it('has no markup but its own, and no script beside the book', () => {
    const own = new Set(
      'html head meta title style body nav h1 h2 p ul li a span small main aside section header div article img audio video details summary bdi footer'.split(
        ' ',
      ),
    );
    const hasNoEnd = new Set(['meta', 'img']);
    fc.assert(
      fc.property(pages, ({ page }) => {
        const open: string[] = [];
        for (const { name, attributes } of pageTags(page)) {
          if (name.startsWith('/')) expect(`/${open.pop()}`).toBe(name);
          else if (!hasNoEnd.has(name)) open.push(name);
          expect(own).toContain(name.replace('/', ''));
          expect([...attributes.keys()].filter((key) => key.startsWith('on'))).toEqual([]);
          expect(attributes.has('style')).toBe(false);
        }
        expect(open).toEqual([]);
      }),
    );
  });

  it('has each id once, and no link or source that leads nowhere', () => {
    fc.assert(
      fc.property(pages, ({ manifest, page }) => {
        const tags = pageTags(page);
        const all = (key: string) => tags.flatMap(({ attributes }) => attributes.get(key) ?? []);
        const ids = new Set(all('id'));
        expect(ids.size).toBe(all('id').length);
        const paths = new Set(manifest.files.map(({ path }) => path));
        for (const href of all('href')) expect(ids).toContain(href.slice(1));
        for (const src of all('src')) expect(paths).toContain(decodeURI(src));
      }),
    );
  });

  it('has every text of every language', () => {
    fc.assert(
      fc.property(pages, ({ manifest: { story }, page }) => {
        for (const language of story.languages) {
          const text = pageText(sectionOf(page, language));
          for (const tile of story.tiles) {
            const paragraphs = tile.text[language]?.split(/(?:\r?\n){2,}/) ?? [];
            for (const paragraph of paragraphs) {
              if (paragraph.trim()) expect(text).toContain(paragraph);
            }
            if (tile.kind !== 'quiz') continue;
            for (const answer of tile.answers) expect(text).toContain(answer.text[language] ?? '');
          }
        }
      }),
    );
  });
});

describe('a story that is too long for one page', () => {
  it('has all of its first language, and of the last ones the titles', () => {
    const story = storyDocument.parse({
      title: { en: 'Long', hu: 'Hosszú', ar: 'طويل' },
      languages: Array.from(
        { length: 11 },
        (_, index) => ['en', 'hu', 'ar'][index] ?? `a${String.fromCharCode(97 + index)}`,
      ),
      tiles: Array.from({ length: 10_000 }, (_, index) => ({ kind: 'page', id: `p${index}` })),
    });
    const page = startPage({ ...buildPackage(packageSample()).manifest, story }, 'en');
    expect(page.match(/<article/g)).toHaveLength(100_000);
    const last = sectionOf(page, 'ak');
    expect(last).toContain('<h1 lang="en" dir="ltr">Long</h1>');
    expect(pageText(last)).toContain('This one is in the file story.json.');
  });

  it('is one of many options, too', () => {
    const options = Array.from({ length: 50 }, (_, at) => ({ id: `o${at}`, goTo: { end: true } }));
    const story = storyDocument.parse({
      title: { en: 'Wide' },
      languages: ['en', 'hu', 'ro'],
      tiles: Array.from({ length: 1_000 }, (_, at) => ({ kind: 'choice', id: `c${at}`, options })),
    });
    const page = startPage({ ...buildPackage(packageSample()).manifest, story }, 'en');
    expect(page.match(/<article/g)).toHaveLength(1_000);
  });
});
