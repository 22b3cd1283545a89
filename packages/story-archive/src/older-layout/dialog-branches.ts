import type { JoinedDialog, JoinedNode } from './join-dialog.ts';

/** The branch that readers have chosen on their way through a dialog; undefined where it depends on which way they took. */
export type ChosenBranch = string | undefined;

/**
 * The branch that readers of each node have chosen before they come to it, the empty string being none. A node that
 * nothing leads to has none. Each node is looked at again only when readers of two choices meet in it, so that circles
 * end.
 */
export function branchesBeforeNodes({ nodes }: JoinedDialog): Map<JoinedNode, ChosenBranch> {
  const byId = new Map(nodes.toReversed().map((node) => [node.nodeId, node]));
  const before = new Map<JoinedNode, ChosenBranch>();
  const [root] = nodes;
  const toVisit = root ? [root] : [];
  if (root) before.set(root, '');
  for (let node = toVisit.pop(); node; node = toVisit.pop()) {
    for (const { target } of node.options) {
      const next = target.jumpToTileId === '' ? byId.get(target.nextNodeId) : undefined;
      if (!next) continue;
      const branch = target.setBranchId === '' ? before.get(node) : target.setBranchId;
      const isNew = !before.has(next);
      if (!isNew && (before.get(next) === undefined || before.get(next) === branch)) continue;
      before.set(next, isNew ? branch : undefined);
      toVisit.push(next);
    }
  }
  return before;
}
