import type { Tile } from '@taleport/story-model';
import { withLanguage } from './tiles.ts';

/** One text of a tile, which has a value per language. */
export interface TileText {
  /** Stays the same while the tile is edited: `text`, `answers/x1`. */
  readonly key: string;
  readonly role: 'caption' | 'text' | 'question' | 'answer' | 'option';
  /** Counts from 1 among the answers or options. */
  readonly number?: number;
  readonly values: Readonly<Record<string, string>>;
}

/** The texts of a tile in the order of reading. */
export function tileTexts(tile: Tile): TileText[] {
  const ownTexts: TileText[] = [
    { key: 'caption', role: 'caption', values: tile.caption },
    { key: 'text', role: 'text', values: tile.text },
  ];
  switch (tile.kind) {
    case 'page':
    case 'video':
      return ownTexts;
    case 'quiz':
      return [
        ...ownTexts,
        { key: 'question', role: 'question', values: tile.question },
        ...tile.answers.map(({ id, text }, index) => part('answer', id, index, text)),
      ];
    case 'choice':
      return [
        ...ownTexts,
        ...tile.options.map(({ id, text }, index) => part('option', id, index, text)),
      ];
  }
}

function part(
  role: 'answer' | 'option',
  id: string,
  index: number,
  values: Readonly<Record<string, string>>,
): TileText {
  return { key: `${role}s/${id}`, role, number: index + 1, values };
}

/** The tile with one of its texts changed in one language. */
export function withTileText(tile: Tile, key: string, language: string, value: string): Tile {
  const changed = (values: Readonly<Record<string, string>>) =>
    withLanguage(values, language, value);
  if (key === 'caption') return { ...tile, caption: changed(tile.caption) };
  if (key === 'text') return { ...tile, text: changed(tile.text) };
  if (tile.kind === 'quiz') {
    if (key === 'question') return { ...tile, question: changed(tile.question) };
    return { ...tile, answers: changedPart(tile.answers, key.replace('answers/', ''), changed) };
  }
  if (tile.kind === 'choice') {
    return { ...tile, options: changedPart(tile.options, key.replace('options/', ''), changed) };
  }
  return tile;
}

function changedPart<Part extends { id: string; text: Record<string, string> }>(
  parts: readonly Part[],
  id: string,
  change: (values: Readonly<Record<string, string>>) => Record<string, string>,
): Part[] {
  return parts.map((each) => (each.id === id ? { ...each, text: change(each.text) } : each));
}
