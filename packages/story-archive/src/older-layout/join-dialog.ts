import type { OlderText } from './keep-text.ts';
import type { LossList } from './loss-list.ts';
import type { OlderDialogNode, OlderDialogOption } from './older-schema.ts';
import type { OlderTile } from './older-tiles.ts';
import { occurrenceKeys } from './part-ids.ts';

/** A dialog in all its languages: nodes joined by their ids, and the options of a node by theirs. */
export interface JoinedDialog {
  /** The root comes first, then the others in the order of the first language. */
  readonly nodes: readonly JoinedNode[];
}

export interface JoinedNode {
  readonly nodeId: string;
  /** By language. */
  readonly texts: ReadonlyMap<string, OlderText & { readonly audioUrl: string }>;
  readonly options: readonly JoinedOption[];
}

export interface JoinedOption {
  readonly id: string;
  /** Where it leads, as the first language says that has it. */
  readonly target: Pick<OlderDialogOption, 'nextNodeId' | 'jumpToTileId' | 'setBranchId'>;
  readonly where: string;
  readonly texts: ReadonlyMap<string, OlderText>;
}

interface Node extends JoinedNode {
  readonly texts: Map<string, OlderText & { audioUrl: string }>;
  readonly options: JoinedOption[];
  readonly optionsByKey: Map<string, Option>;
}

interface Option extends JoinedOption {
  readonly texts: Map<string, OlderText>;
}

/**
 * The dialog of a tile. What its languages do not agree on is added to the losses: the first one that has a node or
 * an option decides, and no text is left out for it.
 */
export function joinDialog({ dialogs }: OlderTile, losses: LossList): JoinedDialog {
  const nodes = new Map<string, Node>();
  const [first] = dialogs.values();
  for (const [tag, { dialog, where }] of dialogs) {
    const isFirst = dialog === first?.dialog;
    const differ = (at: string, what: string) =>
      isFirst ? undefined : losses.add(differenceLoss(tag, { where: `${where}#${at}`, what }));
    if (dialog.dialogRootNodeId !== first?.dialog.dialogRootNodeId) {
      differ('/dialogRootNodeId', 'begins with another node');
    }
    const missing = new Set(nodes.keys());
    const keys = occurrenceKeys(dialog.dialogNodes.map(({ nodeId }) => nodeId));
    for (const [index, node] of dialog.dialogNodes.entries()) {
      const key = keys[index] ?? '';
      const at = `/dialogNodes/${index}`;
      if (!nodes.has(key)) differ(at, 'has a node that others have not');
      missing.delete(key);
      addNode(nodes, { key, node, tag, where: `${where}#${at}`, at, differ });
    }
    if (missing.size > 0) differ('/dialogNodes', `lacks ${missing.size} of the nodes of others`);
  }
  return { nodes: rootFirst([...nodes.values()], { dialog: first, losses }) };
}

type Differ = (at: string, what: string) => void;

interface AddedNode {
  readonly key: string;
  readonly node: OlderDialogNode;
  readonly tag: string;
  readonly where: string;
  readonly at: string;
  readonly differ: Differ;
}

function addNode(nodes: Map<string, Node>, added: AddedNode): void {
  const { key, node, tag, where, at, differ } = added;
  const known = nodes.get(key);
  const joined: Node = known ?? {
    nodeId: node.nodeId,
    texts: new Map(),
    options: [],
    optionsByKey: new Map(),
  };
  nodes.set(key, joined);
  joined.texts.set(tag, { text: node.text, audioUrl: node.audioUrl, where: `${where}/text` });

  const options = node.options
    .map((option, index) => ({ option, index }))
    .toSorted((a, b) => a.option.sortOrder - b.option.sortOrder);
  const keys = occurrenceKeys(options.map(({ option }) => option.id));
  for (const [position, { option, index }] of options.entries()) {
    const optionKey = keys[position] ?? '';
    const path = `/options/${index}`;
    const text = { text: option.text, where: `${where}${path}/text` };
    const before = joined.optionsByKey.get(optionKey);
    if (before) {
      before.texts.set(tag, text);
      if (!isSameTarget(before.target, option)) differ(`${at}${path}`, 'leads elsewhere');
    } else {
      if (known) differ(`${at}${path}`, 'has an option that others have not');
      const { id, nextNodeId, jumpToTileId, setBranchId } = option;
      const target = { nextNodeId, jumpToTileId, setBranchId };
      const made: Option = { id, target, where: `${where}${path}`, texts: new Map([[tag, text]]) };
      joined.options.push(made);
      joined.optionsByKey.set(optionKey, made);
    }
  }
  if (options.length < joined.options.length) differ(`${at}/options`, 'lacks options of others');
}

function isSameTarget(one: JoinedOption['target'], other: JoinedOption['target']): boolean {
  return (
    one.nextNodeId === other.nextNodeId &&
    one.jumpToTileId === other.jumpToTileId &&
    one.setBranchId === other.setBranchId
  );
}

function rootFirst(
  nodes: readonly Node[],
  {
    dialog,
    losses,
  }: {
    dialog: { dialog: { dialogRootNodeId: string }; where: string } | undefined;
    losses: LossList;
  },
): Node[] {
  const rootId = dialog?.dialog.dialogRootNodeId ?? '';
  const root = nodes.find(({ nodeId }) => nodeId === rootId);
  if (!root && dialog && nodes.length > 0) {
    const message =
      'The node that this dialog begins with is not there; it begins with its first one.';
    const where = `${dialog.where}#/dialogRootNodeId`;
    losses.add({ code: 'dialog-root-missing', message, where });
  }
  return root ? [root, ...nodes.filter((node) => node !== root)] : [...nodes];
}

function differenceLoss(tag: string, { where, what }: { where: string; what: string }) {
  const message = `This dialog is not the same in all languages: the one in ${tag} ${what}. The first language that has a node or an option decides where it leads.`;
  return { code: 'dialog-differs', message, where };
}
