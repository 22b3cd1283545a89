import { storyDocument } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { languageName, matchLanguage } from './match-language.ts';
import { isNarrated, narrationAt, videoOf } from './page-media.ts';
import { readerTexts } from './reader-texts.ts';
import { paragraphsOf, textIn } from './text-in.ts';

describe('the language of a reading', () => {
  it.each([
    [['hu'], 'hu'],
    [['pt-PT'], 'pt-BR'],
    [['ja', 'hu-HU'], 'hu'],
    [['PT-br'], 'pt-BR'],
    [['ja'], 'en'],
    [[], 'en'],
  ])('that fits %j is %s', (wanted, found) => {
    expect(matchLanguage(wanted, ['en', 'pt-BR', 'hu'])).toBe(found);
  });

  it('has a name in itself', () => {
    expect(languageName('hu')).toBe('magyar');
    expect(languageName('x-private')).toBe('x-private');
  });

  it('has the reader’s own words where they are known, else those of the page, else English', () => {
    expect(readerTexts('ro', '').language).toBe('ro');
    expect(readerTexts('ar', 'hu-HU').language).toBe('hu');
    expect(readerTexts('ar', '').language).toBe('en');
    const own = [readerTexts('ro', ''), readerTexts('hu', '')];
    for (const { texts } of own) {
      const english = readerTexts('en', '').texts;
      expect(Object.keys(texts)).toEqual(Object.keys(english));
      expect(texts.theEnd).not.toBe(english.theEnd);
    }
  });
});

describe('what a reader sees and hears', () => {
  const [spoken, title, film] = ['aa', 'bb', 'cc'].map((hex) => hex.repeat(32));
  const story = storyDocument.parse({
    title: { en: 'The lamp' },
    languages: ['en', 'ro'],
    titleNarration: { ro: title },
    tiles: [
      { kind: 'page', id: 'a', text: { en: 'A lamp' }, narration: { en: spoken, ro: title } },
      { kind: 'video', id: 'v', video: { en: film } },
    ],
  });

  it('is the text of the language, or of the one that the story was written in', () => {
    expect(textIn({ en: 'A lamp', ro: ' ' }, 'ro', ['en', 'ro'])).toEqual({
      text: 'A lamp',
      language: 'en',
    });
    expect(textIn({}, 'ro', ['en', 'ro'])).toBeUndefined();
    expect(textIn({}, 'constructor', [])).toBeUndefined();
  });

  it('is never a narration of other words than those on the page', () => {
    expect(narrationAt(story, { tile: 'a' }, 'ro')).toBe(spoken);
    expect(narrationAt(story, 'cover', 'ro')).toBeUndefined();
    expect(narrationAt(story, 'end', 'en')).toBeUndefined();
  });

  it('is the film of the language, or of the first that has one', () => {
    const [, video] = story.tiles;
    expect(video && videoOf(video, 'ro', story.languages)).toBe(film);
  });

  it('can be listened to where a narration is there', () => {
    expect(isNarrated(story, 'en', (sha256) => sha256)).toBe(true);
    expect(isNarrated(story, 'en', () => undefined)).toBe(false);
  });

  it('has a paragraph for each block of lines', () => {
    expect(paragraphsOf('one\ntwo\r\n\r\n  three\n \n\n')).toEqual(['one\ntwo', 'three']);
  });
});
