import { type Destination, storyLimits, type Tile } from '@taleport/story-model';
import {
  type Conversion,
  convertOlderTile,
  destinationOf,
  pictureOf,
  textsOf,
  tileAt,
} from './convert-older-tile.ts';
import { branchesBeforeNodes, type ChosenBranch } from './dialog-branches.ts';
import { type JoinedNode, type JoinedOption, joinDialog } from './join-dialog.ts';
import { keepTexts, type OlderText } from './keep-text.ts';
import { PartIds } from './part-ids.ts';

interface DialogConversion extends Conversion {
  readonly index: number;
  readonly tileOfNode: ReadonlyMap<string, string>;
  /** The first older tile of each id. */
  readonly indexOfTile: ReadonlyMap<string, number>;
  readonly picture: Tile['picture'];
}

/**
 * A dialog as tiles: a choice for each node that has options, and a page for each one at which the dialog ends. All
 * show the picture of the dialog. Where the dialog has texts of its own, a page with them comes first.
 */
export function convertDialog(
  index: number,
  conversion: Conversion & Pick<DialogConversion, 'indexOfTile'>,
): Tile[] {
  const { tiles, losses, ids } = conversion;
  const tile = tileAt(tiles, index);
  const { nodes } = joinDialog(tile, losses);
  if (nodes.length === 0) {
    const message = 'The nodes of this dialog are not in the package; it becomes a page.';
    losses.add({ code: 'dialog-missing', message, where: tile.where });
    return [convertOlderTile(index, conversion)];
  }
  const hasOwnPage = [...tile.texts.values()].some(
    ({ tile: { text, question, audioUrl, videoUrl, answers } }) =>
      [text, question, audioUrl, videoUrl].some((each) => each !== '') || answers.length > 0,
  );
  const wanted = nodes.map(({ nodeId }) => `${tile.id}-${nodeId}`);
  const nodeIds = hasOwnPage ? ids.giveAll(wanted) : [tile.id, ...ids.giveAll(wanted.slice(1))];
  const tileOfNode = new Map(
    nodes.map(({ nodeId }, at): [string, string] => [nodeId, nodeIds[at] ?? '']).toReversed(),
  );
  const picture = pictureOf(tile, conversion);
  const branches = branchesBeforeNodes({ nodes });
  const dialog = { ...conversion, index, tileOfNode, picture };
  const nodeTiles = nodes.map((node, at) =>
    convertNode(node, { ...dialog, id: nodeIds[at] ?? '', branch: branches.get(node) }),
  );
  if (hasOwnPage) return [{ ...convertOlderTile(index, conversion), next: null }, ...nodeTiles];
  const caption = textsOf(tile, 'caption', conversion);
  return nodeTiles.map((each, at) => (at === 0 ? { ...each, caption } : each));
}

interface NodeConversion extends DialogConversion {
  readonly id: string;
  readonly branch: ChosenBranch;
}

function convertNode(node: JoinedNode, conversion: NodeConversion): Tile {
  const { id, picture, languages, losses } = conversion;
  const maxLength = storyLimits.longTextLength;
  const text = keepTexts(languages, ({ tag }) => node.texts.get(tag), { maxLength, losses });
  const narration = narrationOf(node, conversion);
  const every = { id, picture, caption: {}, text, narration, next: null, translations: {} };
  if (node.options.length === 0) {
    const [where = ''] = [...node.texts.values()].map((each) => each.where);
    return { kind: 'page', ...every, next: endOfDialog('', { where, ...conversion }) };
  }
  return { kind: 'choice', ...every, options: optionsOf(node, conversion) };
}

function narrationOf(node: JoinedNode, { languages, media }: Conversion): Record<string, string> {
  const files = languages.flatMap(({ tag, folder: language }) => {
    const found = node.texts.get(tag);
    if (!found) return [];
    const where = found.where.replace(/text$/, 'audioUrl');
    const path = media.find({ role: 'narration', file: found.audioUrl, language, where });
    return path === undefined ? [] : [[tag, path] as const];
  });
  return Object.fromEntries(files);
}

function optionsOf({ options }: JoinedNode, conversion: NodeConversion) {
  const { languages, losses } = conversion;
  const kept = options.slice(0, storyLimits.answersPerTile);
  for (const text of options.slice(kept.length).flatMap(({ texts }) => [...texts.values()])) {
    losses.add(optionLoss(text));
  }
  const ids = new PartIds().giveAll(kept.map(({ id }) => id));
  return kept.map((option, at) => ({
    id: ids[at] ?? '',
    text: keepTexts(languages, ({ tag }) => option.texts.get(tag), {
      maxLength: storyLimits.shortTextLength,
      losses,
    }),
    goTo: goTo(option, conversion),
  }));
}

/** A jump to a tile comes before a next node, where an option has both; neither ends the dialog. */
function goTo({ target, where }: JoinedOption, conversion: NodeConversion): Destination {
  const { tiles, indexOfTile, tileOfNode, losses } = conversion;
  const { jumpToTileId, nextNodeId, setBranchId } = target;
  if (jumpToTileId !== '') {
    const index = indexOfTile.get(jumpToTileId);
    if (index !== undefined) return destinationOf(index, tiles);
    losses.add(jumpLoss({ to: 'tile', id: jumpToTileId, where: `${where}/jumpToTileId` }));
  }
  if (nextNodeId !== '') {
    const tile = tileOfNode.get(nextNodeId);
    if (tile !== undefined) return { tile };
    losses.add(jumpLoss({ to: 'node', id: nextNodeId, where: `${where}/nextNodeId` }));
  }
  return endOfDialog(setBranchId, { where, ...conversion });
}

function endOfDialog(
  setBranchId: string,
  { index, branch, where, tiles, ways, losses }: NodeConversion & { where: string },
): Destination {
  if (setBranchId === '' && branch === undefined) {
    const message =
      'Readers come here who have chosen different branches, and a tile leads them all to the same one: to the next without a branch.';
    losses.add({ code: 'branch-not-kept', message, where });
  }
  return destinationOf(ways.after(index, setBranchId || (branch ?? '')), tiles);
}

function jumpLoss({ to, id, where }: { to: string; id: string; where: string }) {
  const message = `This option leads to the ${to} ${JSON.stringify(id.slice(0, 100))}, which is not there; it leads on to what follows the dialog.`;
  return { code: 'jump-to-nowhere', message, where };
}

function optionLoss({ where }: OlderText) {
  const message = `An option is not kept: a choice has at most ${storyLimits.answersPerTile}.`;
  return { code: 'option-not-kept', message, where };
}
