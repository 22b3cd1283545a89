import type { Tile } from '@taleport/story-model';

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
}

/** What one page of the story lacks, or the story as a whole. */
export interface FindingGroup {
  readonly key: string;
  readonly tile?: Tile;
  /** Counts from 1. */
  readonly number: number;
  readonly rows: readonly FindingRow[];
}

/** Findings by page in the order of reading, and on each page by what is missing. */
export function findingGroups(
  findings: readonly ShownFinding[],
  tiles: readonly Tile[],
): FindingGroup[] {
  const byPlace = Map.groupBy(findings, ({ tileId }) => tileId ?? '');
  const indexes = new Map(tiles.map(({ id }, index) => [id, index]));
  return [...byPlace].map(([key, inPlace]) => {
    const index = indexes.get(key) ?? -1;
    const tile = tiles[index];
    return { key, ...(tile && { tile }), number: index + 1, rows: rowsOf(inPlace) };
  });
}

function rowsOf(findings: readonly ShownFinding[]): FindingRow[] {
  return [...Map.groupBy(findings, ({ code }) => code)].map(([code, alike]) => ({
    code,
    languages: [...new Set(alike.flatMap(({ language }) => language ?? []))],
  }));
}
