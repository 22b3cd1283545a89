import { reachedTiles, type StoryDocument, storyLimits, type Tile } from '@taleport/story-model';
import { PackageError } from '../package/package-error.ts';
import { ageRangeOf, topicsOf } from './ages-and-topics.ts';
import { branchWays } from './branch-ways.ts';
import { convertDialog } from './convert-dialog.ts';
import { type Conversion, convertOlderTile } from './convert-older-tile.ts';
import { type MediaKinds, OlderMedia } from './find-older-media.ts';
import { keepTexts } from './keep-text.ts';
import type { LossList } from './loss-list.ts';
import { type OlderTile, olderTiles } from './older-tiles.ts';
import { PartIds } from './part-ids.ts';
import type { OlderTexts } from './read-older-texts.ts';

/**
 * The story of a package of the older layout, in which entry paths stand in the place of media (`mapMedia` makes
 * hashes of them). The same package is the same story each time. What cannot be kept is added to the losses. Throws a
 * PackageError (`story-too-large`) for more tiles than a story can have.
 */
export function convertOlderStory(
  texts: OlderTexts,
  { mediaKinds, losses }: { readonly mediaKinds: MediaKinds; readonly losses: LossList },
): StoryDocument {
  const { master, masterEntry, languages } = texts;
  const folders = languages.map(({ folder }) => folder);
  const media = new OlderMedia(mediaKinds, { languages: folders, losses });
  const cover = media.find({
    role: 'cover',
    file: master.coverImageUrl,
    where: `${masterEntry}#/coverImageUrl`,
  });
  const story: StoryDocument = {
    title: frontTexts(texts, { field: 'title', losses }),
    summary: frontTexts(texts, { field: 'summary', losses }),
    languages: languages.map(({ tag }) => tag),
    titleNarration: {},
    credits: {},
    cover: cover === undefined ? null : { media: cover, alt: {} },
    topics: topicsOf(texts, losses),
    ageRange: ageRangeOf(texts, losses),
    license: '',
    source: '',
    tiles: convertTiles(texts, { media, losses }),
  };
  media.listUnused();
  checkTileCount(story, masterEntry);
  return story;
}

function frontTexts(
  { languages }: OlderTexts,
  { field, losses }: { field: 'title' | 'summary'; losses: LossList },
): Record<string, string> {
  const { shortTextLength, longTextLength } = storyLimits;
  const maxLength = field === 'title' ? shortTextLength : longTextLength;
  return keepTexts(
    languages,
    ({ texts, entry }) => texts && { text: texts[field], where: `${entry}#/${field}` },
    { maxLength, losses },
  );
}

function convertTiles(
  texts: OlderTexts,
  { media, losses }: { media: OlderMedia; losses: LossList },
): Tile[] {
  const { languages } = texts;
  const ids = new PartIds();
  const tiles = olderTiles(texts, { ids, losses });
  const ways = branchWays(tiles.map(({ master }) => master.branchId));
  const indexOfTile = new Map(
    tiles.map(({ master }, index): [string, number] => [master.tileId, index]).toReversed(),
  );
  const conversion: Conversion = { languages, tiles, ways, ids, media, losses };
  const converted = tiles.map((tile, index) =>
    tile.type === 'dialog'
      ? convertDialog(index, { ...conversion, indexOfTile })
      : [convertOlderTile(index, conversion)],
  );
  listLostBranches(tiles, { converted, losses });
  return converted.flat();
}

/** A choice of a branch is not remembered: after a tile that all readers come to, nothing leads into the branch again. */
function listLostBranches(
  tiles: readonly OlderTile[],
  { converted, losses }: { converted: readonly Tile[][]; losses: LossList },
): void {
  const reached = reachedTiles({ tiles: converted.flat() });
  for (const { master, where, id } of tiles) {
    if (master.branchId === '' || reached.has(id)) continue;
    const message = `This tile is for readers who have chosen the branch ${JSON.stringify(master.branchId.slice(0, 100))}, and no choice leads straight to it. Let one lead to it in the editor.`;
    losses.add({ code: 'branch-not-kept', message, where: `${where}/branchId` });
  }
}

function checkTileCount({ tiles }: StoryDocument, entry: string): void {
  if (tiles.length <= storyLimits.tiles) return;
  const message = `This story becomes ${tiles.length} tiles, since each node of a dialog becomes one; a story can have at most ${storyLimits.tiles}.`;
  throw new PackageError({ rule: 'story-too-large', message, entry });
}
