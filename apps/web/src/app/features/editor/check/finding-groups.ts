import type { Tile } from '@taleport/story-model';
import { unreachedBecause } from './unreached-because.ts';

/** A finding of the check in the studio, or of the server's, which knows of media that is not in the store too. */
export interface ShownFinding {
  readonly code: string;
  readonly tileId?: string | undefined;
  readonly language?: string | undefined;
}

/** One thing that a place lacks, and the languages in which it does; none where it is the same in all. */
export interface FindingRow {
  readonly code: string;
  readonly languages: readonly string[];
  /** The numbers of the pages that it is about, where these are others. */
  readonly pages?: string;
}

/** What one page of the story lacks, or the story as a whole. */
export interface FindingGroup {
  readonly key: string;
  readonly tile?: Tile;
  /** Counts from 1. */
  readonly number: number;
  readonly rows: readonly FindingRow[];
}

/**
 * Findings by page in the order of reading, and on each page by what is missing. That no way leads to a page stands where the
 * way ends, if that is another page.
 */
export function findingGroups(
  findings: readonly ShownFinding[],
  tiles: readonly Tile[],
): FindingGroup[] {
  const causes = unreachedBecause(tiles);
  const placeOf = ({ code, tileId = '' }: ShownFinding) =>
    (code === 'unreachable_tile' && causes.get(tileId)) || tileId;
  const byPlace = Map.groupBy(findings, placeOf);
  const indexes = new Map(tiles.map(({ id }, index) => [id, index]));
  return [...byPlace].map(([key, inPlace]) => {
    const index = indexes.get(key) ?? -1;
    const tile = tiles[index];
    const own = inPlace.filter(({ tileId = '' }) => tileId === key);
    const others = inPlace.filter(({ tileId = '' }) => tileId !== key);
    const behind = others.map(({ tileId = '' }) => (indexes.get(tileId) ?? 0) + 1);
    const rows = [...rowsOf(own), ...rowsBehind(behind)];
    return { key, ...(tile && { tile }), number: index + 1, rows };
  });
}

function rowsOf(findings: readonly ShownFinding[]): FindingRow[] {
  return [...Map.groupBy(findings, ({ code }) => code)].map(([code, alike]) => ({
    code,
    languages: [...new Set(alike.flatMap(({ language }) => language ?? []))],
  }));
}

function rowsBehind(numbers: readonly number[]): FindingRow[] {
  if (numbers.length === 0) return [];
  return [{ code: 'unreachable_behind', languages: [], pages: ranges(numbers) }];
}

/** Numbers in rising order, as short as people write them: 2, 5–9. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(', ');
}
