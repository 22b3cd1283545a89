import { describe, expect, it } from 'vitest';
import { type Tile, tile } from './tile.ts';
import { noteTranslations, translationState, withTranslation } from './translation-state.ts';

const page = (text: Record<string, string>): Tile => tile.parse({ kind: 'page', id: 'one', text });
const inRomanian = (tile: Tile) => translationState(tile, 'ro', 'en');

describe('how far a page is in a language', () => {
  it('is missing until all that the source says is there', () => {
    expect(inRomanian(page({ en: 'A lamp' }))).toBe('missing');
    expect(inRomanian(page({ en: 'A lamp', ro: ' ' }))).toBe('missing');
    const captioned = { ...page({ en: 'A lamp', ro: 'O lampă' }), caption: { en: 'Light' } };
    expect(inRomanian(captioned)).toBe('missing');
    expect(translationState(captioned, 'en', 'en')).toBe('source');
  });

  it('is a draft when it is written, reviewed when somebody says so, and outdated when the source changes', () => {
    const written = withTranslation(page({ en: 'A lamp', ro: 'O lampă' }), 'ro', {
      source: 'en',
      reviewed: false,
    });
    expect(inRomanian(written)).toBe('draft');
    const reviewed = withTranslation(written, 'ro', { source: 'en', reviewed: true });
    expect(inRomanian(reviewed)).toBe('reviewed');
    const saying = (en: string): Tile => ({ ...reviewed, text: { ...reviewed.text, en } });
    expect(inRomanian(saying('A lantern'))).toBe('outdated');
    expect(inRomanian(saying('A lamp'))).toBe('reviewed');
    expect(reviewed.translations.ro?.sourceHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is outdated when an answer of a quiz changes', () => {
    const answers = [{ id: 'x', text: { en: 'Yes', ro: 'Da' }, correct: true }];
    const quiz = tile.parse({ kind: 'quiz', id: 'one', answers });
    const reviewed = withTranslation(quiz, 'ro', { source: 'en', reviewed: true });
    expect(inRomanian(reviewed)).toBe('reviewed');
    const changed = [{ id: 'x', text: { en: 'Of course', ro: 'Da' }, correct: true }];
    expect(inRomanian({ ...reviewed, answers: changed } as Tile)).toBe('outdated');
  });

  it('is not told of a page without words, whatever was said of it before', () => {
    expect(inRomanian(page({}))).toBe('wordless');
    expect(inRomanian(page({ en: ' ', ro: 'O lampă' }))).toBe('wordless');
    const reviewed = withTranslation(page({}), 'ro', { source: 'en', reviewed: true });
    expect(inRomanian(reviewed)).toBe('wordless');
  });
});

describe('an edit of the source of translations that came without a record', () => {
  const languages = ['en', 'ro', 'hu'];

  it('makes them outdated, until the source is again what it was', () => {
    const opened = page({ en: 'A lamp', ro: 'O lampă' });
    const edited = noteTranslations(page({ en: 'A lantern', ro: 'O lampă' }), opened, languages);
    expect(Object.keys(edited.translations)).toEqual(['ro']);
    expect(inRomanian(edited)).toBe('outdated');
    expect(inRomanian({ ...edited, text: opened.text })).toBe('draft');
    expect(noteTranslations({ ...edited, text: { en: 'A' } }, opened, languages)).toMatchObject({
      translations: edited.translations,
    });
  });

  it('says nothing of a translation that was there before the source', () => {
    const edited = page({ en: 'A lamp', ro: 'O lampă' });
    expect(noteTranslations(edited, page({ ro: 'O lampă' }), languages)).toBe(edited);
  });

  it('is none where the source stays', () => {
    const opened = page({ en: 'A lamp', ro: 'O lampă' });
    const edited = page({ en: 'A lamp', ro: 'O lanternă' });
    expect(noteTranslations(edited, opened, languages)).toBe(edited);
  });
});
