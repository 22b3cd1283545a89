/**
 * Which tile comes after which. In the older layout a tile with a branch is shown only to readers who have chosen this
 * branch, and readers carry their choice along; in Taleport each tile says which one is next.
 */
export interface BranchWays {
  /**
   * The index of the tile that a reader of tile `index` comes to, who has just chosen `branch` (or the empty string):
   * the next one without a branch, of this one, or of that of the tile itself. Undefined is the end of the story.
   */
  after(index: number, branch: string): number | undefined;
}

/** The ways through tiles with these branches, the empty string being none. */
export function branchWays(branches: readonly string[]): BranchWays {
  const indexesOf = Map.groupBy(branches.keys(), (index) => branches[index] ?? '');
  return {
    after(index, branch) {
      const own = branches[index] ?? '';
      const found = [...new Set(['', own, branch])].flatMap(
        (each) => firstAfter(indexesOf.get(each) ?? [], index) ?? [],
      );
      return found.length === 0 ? undefined : Math.min(...found);
    },
  };
}

/** By halving, since a hostile story can ask at each of ten thousand tiles. */
function firstAfter(indexes: readonly number[], index: number): number | undefined {
  let from = 0;
  let to = indexes.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((indexes[middle] ?? 0) > index) to = middle;
    else from = middle + 1;
  }
  return indexes[from];
}
