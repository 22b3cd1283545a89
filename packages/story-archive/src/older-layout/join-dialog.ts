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
  if (!first) return { nodes: [] };
  const rootId = first.dialog.dialogRootNodeId;
  for (const [tag, { dialog, where }] of dialogs) {
    const differ: Differ = (at, what) =>
      dialog === first.dialog
        ? undefined
        : losses.add(differenceLoss(tag, { where: `${where}#${at}`, what }));
    const isSameRoot = dialog.dialogRootNodeId === rootId;
    if (!isSameRoot) differ('/dialogRootNodeId', 'begins with another node');
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
  return { nodes: rootFirst([...nodes.values()], { rootId, where: first.where, losses }) };
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
    .map((option, index) => ({ option, at: `/options/${index}` }))
    .toSorted((a, b) => a.option.sortOrder - b.option.sortOrder);
  const keys = occurrenceKeys(options.map(({ option }) => option.id));
  for (const [index, { option, at: path }] of options.entries()) {
    addOption(joined, {
      ...{ option, tag, where: `${where}${path}`, key: keys[index] ?? '' },
      differ: (what) => (known ? differ(`${at}${path}`, what) : undefined),
    });
  }
  if (options.length < joined.options.length) differ(`${at}/options`, 'lacks options of others');
}

interface AddedOption {
  readonly key: string;
  readonly option: OlderDialogOption;
  readonly tag: string;
  readonly where: string;
  readonly differ: (what: string) => void;
}

function addOption(node: Node, { key, option, tag, where, differ }: AddedOption): void {
  const text = { text: option.text, where: `${where}/text` };
  const known = node.optionsByKey.get(key);
  if (known) {
    known.texts.set(tag, text);
    if (!isSameTarget(known.target, option)) differ('leads elsewhere');
    return;
  }
  differ('has an option that others have not');
  const { id, nextNodeId, jumpToTileId, setBranchId } = option;
  const target = { nextNodeId, jumpToTileId, setBranchId };
  const added: Option = { id, target, where, texts: new Map([[tag, text]]) };
  node.options.push(added);
  node.optionsByKey.set(key, added);
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
  { rootId, where, losses }: { rootId: string; where: string; losses: LossList },
): Node[] {
  const root = nodes.find(({ nodeId }) => nodeId === rootId);
  if (!root && nodes.length > 0) {
    const message =
      'The node that this dialog begins with is not there; it begins with its first one.';
    losses.add({ code: 'dialog-root-missing', message, where: `${where}#/dialogRootNodeId` });
  }
  return root ? [root, ...nodes.filter((node) => node !== root)] : [...nodes];
}

function differenceLoss(tag: string, { where, what }: { where: string; what: string }) {
  const message = `This dialog is not the same in all languages: the one in ${tag} ${what}. The first language that has a node or an option decides where it leads.`;
  return { code: 'dialog-differs', message, where };
}
