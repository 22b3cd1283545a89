import type { Tile } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { withTileText } from './tile-texts.ts';
import { emptyTile } from './tiles.ts';
import { translationState, withTranslation } from './translation-state.ts';

const page = (text: Record<string, string>): Tile => ({ ...emptyTile('page'), text });
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
    const changed = withTileText(reviewed, 'text', 'en', 'A lantern');
    expect(inRomanian(changed)).toBe('outdated');
    expect(inRomanian(withTileText(changed, 'text', 'en', 'A lamp'))).toBe('reviewed');
    expect(reviewed.translations.ro?.sourceHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is outdated when an answer of a quiz changes', () => {
    const answers = [{ id: 'x', text: { en: 'Yes', ro: 'Da' }, correct: true }];
    const quiz: Tile = { ...emptyTile('quiz'), kind: 'quiz', question: {}, answers };
    const reviewed = withTranslation(quiz, 'ro', { source: 'en', reviewed: true });
    expect(inRomanian(reviewed)).toBe('reviewed');
    expect(inRomanian(withTileText(reviewed, 'answers/x', 'en', 'Of course'))).toBe('outdated');
  });

  it('is not told of a page without words, whatever was said of it before', () => {
    expect(inRomanian(page({}))).toBe('wordless');
    expect(inRomanian(page({ en: ' ', ro: 'O lampă' }))).toBe('wordless');
    const reviewed = withTranslation(page({}), 'ro', { source: 'en', reviewed: true });
    expect(inRomanian(reviewed)).toBe('wordless');
  });
});
