import type { Destination, StoryDocument, Tile } from '@taleport/story-model';

/** A page in the map: its column is how many steps it is from the first page, its row where there is room. */
export interface MapNode {
  readonly id: string;
  readonly kind: Tile['kind'];
  readonly number: number;
  readonly column: number;
  readonly row: number;
  readonly isReached: boolean;
}

export interface MapEdge {
  readonly from: MapNode;
  readonly to: MapNode;
  /** Whether a choice of the reader leads along it. */
  readonly isChoice: boolean;
}

export interface StoryMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Pages after which the story ends. */
  readonly ends: ReadonlySet<string>;
  readonly columns: number;
  readonly rows: number;
}

/** Where readers can go in a story, from its first page on; pages that nobody reaches stand in the last column. */
export function storyMap({ tiles }: Pick<StoryDocument, 'tiles'>): StoryMap {
  const steps = tiles.map((tile, index) => stepsFrom(tile, tiles[index + 1]));
  const columns = columnsByDistance(tiles, steps);
  const nodes = placeNodes(tiles, columns);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = nodes.flatMap((from, index) =>
    (steps[index] ?? []).flatMap(({ to, isChoice }) => {
      const target = to === undefined ? undefined : byId.get(to);
      return target ? [{ from, to: target, isChoice }] : [];
    }),
  );
  const ends = nodes.filter((_, index) => steps[index]?.some(({ to }) => to === undefined));
  return {
    nodes,
    edges,
    ends: new Set(ends.map(({ id }) => id)),
    columns: Math.max(0, ...nodes.map(({ column }) => column + 1)),
    rows: Math.max(0, ...nodes.map(({ row }) => row + 1)),
  };
}

interface Step {
  /** Undefined for the end of the story. */
  readonly to: string | undefined;
  readonly isChoice: boolean;
}

function stepsFrom(tile: Tile, following: Tile | undefined): Step[] {
  if (tile.kind === 'choice') {
    return tile.options.map(({ goTo }) => ({ to: targetOf(goTo), isChoice: true }));
  }
  return [{ to: tile.next ? targetOf(tile.next) : following?.id, isChoice: false }];
}

function targetOf(destination: Destination): string | undefined {
  return 'tile' in destination ? destination.tile : undefined;
}

function columnsByDistance(
  tiles: readonly Tile[],
  steps: readonly (readonly Step[])[],
): Map<string, number> {
  const indexes = new Map(tiles.map(({ id }, index) => [id, index]));
  const columns = new Map<string, number>();
  let front = tiles.slice(0, 1).map(({ id }) => id);
  for (let column = 0; front.length > 0; column += 1) {
    const fresh = [...new Set(front)].filter((id) => indexes.has(id) && !columns.has(id));
    for (const id of fresh) columns.set(id, column);
    front = fresh.flatMap((id) =>
      (steps[indexes.get(id) ?? -1] ?? []).flatMap(({ to }) => to ?? []),
    );
  }
  return columns;
}

function placeNodes(tiles: readonly Tile[], columns: ReadonlyMap<string, number>): MapNode[] {
  const last = Math.max(-1, ...columns.values()) + 1;
  const used = new Map<number, number>();
  return tiles.map(({ id, kind }, index) => {
    const column = columns.get(id) ?? last;
    const row = used.get(column) ?? 0;
    used.set(column, row + 1);
    return { id, kind, number: index + 1, column, row, isReached: columns.has(id) };
  });
}
