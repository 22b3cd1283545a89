import type { Destination, Tile } from '@taleport/story-model';
import { storyMap } from '../document/story-map.ts';

/**
 * For each page that no way leads to only because of another finding, the id of the page that has it: the one before it that
 * has nothing to choose or leads to a page that is gone, or one that no way leads to either.
 */
export function unreachedBecause(tiles: readonly Tile[]): Map<string, string> {
  const { nodes, edges } = storyMap({ tiles: [...tiles] });
  const ways = Map.groupBy(edges, ({ from }) => from.id);
  const ids = new Set(tiles.map(({ id }) => id));
  const causes = new Map<string, string>();
  for (const [index, { id, isReached }] of nodes.entries()) {
    if (isReached || causes.has(id)) continue;
    const before = tiles[index - 1];
    const cause = before && leadsNowhere(before, ids) ? (causes.get(before.id) ?? before.id) : id;
    const toVisit = [id];
    for (let at = toVisit.pop(); at !== undefined; at = toVisit.pop()) {
      if (causes.has(at)) continue;
      causes.set(at, cause);
      for (const { to } of ways.get(at) ?? []) if (!to.isReached) toVisit.push(to.id);
    }
  }
  for (const [id, cause] of causes) if (id === cause) causes.delete(id);
  return causes;
}

function leadsNowhere(tile: Tile, ids: ReadonlySet<string>): boolean {
  const isGone = (to: Destination | null) => to !== null && 'tile' in to && !ids.has(to.tile);
  if (tile.kind !== 'choice') return isGone(tile.next);
  return tile.options.length === 0 || tile.options.some(({ goTo }) => isGone(goTo));
}
