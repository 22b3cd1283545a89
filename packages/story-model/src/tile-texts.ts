import type { Tile } from './tile.ts';

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
