import type { Tile } from '@taleport/story-model';
import { withLanguage } from './tiles.ts';

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
