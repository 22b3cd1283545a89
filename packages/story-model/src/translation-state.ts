import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Tile } from './tile.ts';
import { tileTexts } from './tile-texts.ts';

/**
 * How far a tile is in a language; `outdated` means that the text it was translated from has changed since, `wordless` that
 * the source has no words on this tile.
 */
export type TranslationState =
  | 'source'
  | 'wordless'
  | 'missing'
  | 'draft'
  | 'outdated'
  | 'reviewed';

const hashes = new WeakMap<Tile, Map<string, string>>();

/** The SHA-256 of all texts of a tile in a language: what a translation of it was made from. */
function sourceHash(tile: Tile, language: string): string {
  const known = hashes.get(tile) ?? new Map<string, string>();
  hashes.set(tile, known);
  const hash = known.get(language) ?? hashOf(tile, language);
  known.set(language, hash);
  return hash;
}

function hashOf(tile: Tile, language: string): string {
  const texts = tileTexts(tile).map(({ key, values }) => [key, values[language] ?? '']);
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(texts))));
}

export function translationState(tile: Tile, language: string, source: string): TranslationState {
  if (language === source) return 'source';
  const toTranslate = tileTexts(tile).filter(({ values }) => hasText(values, source));
  if (toTranslate.length === 0) return 'wordless';
  if (toTranslate.some(({ values }) => !hasText(values, language))) return 'missing';
  const translation = tile.translations[language];
  if (!translation) return 'draft';
  if (translation.sourceHash !== sourceHash(tile, translation.from)) return 'outdated';
  return translation.reviewed ? 'reviewed' : 'draft';
}

/** The tile after its text in a language was written anew: made from the source text as it is now. */
export function withTranslation(
  tile: Tile,
  language: string,
  { source, reviewed }: { source: string; reviewed: boolean },
): Tile {
  if (language === source) return tile;
  const translation = { from: source, sourceHash: sourceHash(tile, source), reviewed };
  return { ...tile, translations: { ...tile.translations, [language]: translation } };
}

/**
 * A tile after an edit. Where its source is not any more what it was when the story was opened, the translations that came
 * without a record get one, made from the source of then: only by that they are known to be outdated.
 */
export function noteTranslations(tile: Tile, opened: Tile, languages: readonly string[]): Tile {
  const [source = '', ...others] = languages;
  const from = { from: source, sourceHash: sourceHash(opened, source), reviewed: false };
  if (from.sourceHash === sourceHash(tile, source)) return tile;
  const isTranslated = (language: string) =>
    tileTexts(opened).some(({ values }) => hasText(values, source) && hasText(values, language));
  const unnoted = others.filter((each) => !tile.translations[each] && isTranslated(each));
  if (unnoted.length === 0) return tile;
  const noted = Object.fromEntries(unnoted.map((language) => [language, from]));
  return { ...tile, translations: { ...tile.translations, ...noted } };
}

function hasText(values: Readonly<Record<string, string>>, language: string): boolean {
  return (values[language] ?? '').trim() !== '';
}
