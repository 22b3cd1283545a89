import type { Tile } from '@taleport/story-model';
import { storyMap } from '../document/story-map.ts';

/**
 * For each page that no way leads to only because of another finding, the id of the page that has it: a choice without options
 * before it, or a page before it that no way leads to either.
 */
export function unreachedBecause(tiles: readonly Tile[]): Map<string, string> {
  const { nodes, edges } = storyMap({ tiles: [...tiles] });
  const ways = Map.groupBy(edges, ({ from }) => from.id);
  const causes = new Map<string, string>();
  for (const [index, { id, isReached }] of nodes.entries()) {
    if (isReached || causes.has(id)) continue;
    const before = tiles[index - 1];
    const blocks = before?.kind === 'choice' && before.options.length === 0;
    const cause = blocks ? (causes.get(before.id) ?? before.id) : id;
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
