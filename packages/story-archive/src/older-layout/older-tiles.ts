import type { LossList } from './loss-list.ts';
import type { OlderDialog, OlderLanguageTile, OlderMasterTile } from './older-schema.ts';
import { occurrenceKeys, type PartIds } from './part-ids.ts';
import type { OlderTexts, OlderTextsInLanguage } from './read-older-texts.ts';

/** A tile of the older layout with everything that the files of the languages say of it. */
export interface OlderTile {
  readonly master: OlderMasterTile;
  /** Lower-case. */
  readonly type: string;
  readonly where: string;
  /** The id that it gets: its own one where that is legal. */
  readonly id: string;
  readonly texts: ReadonlyMap<string, { readonly tile: OlderLanguageTile; readonly where: string }>;
  /** By language, in the order of the languages. */
  readonly dialogs: ReadonlyMap<string, { readonly dialog: OlderDialog; readonly where: string }>;
}

/** The tiles in the order of reading. Texts and dialogs of tiles that there are none of are added to the losses. */
export function olderTiles(
  texts: OlderTexts,
  { ids, losses }: { readonly ids: PartIds; readonly losses: LossList },
): OlderTile[] {
  const tiles = texts.master.tiles.map((master, index) => ({
    master,
    where: `${texts.masterEntry}#/tiles/${index}`,
    type: master.type.trim().toLowerCase(),
  }));
  const ordered = tiles.toSorted((a, b) => a.master.sortOrder - b.master.sortOrder);
  const keys = occurrenceKeys(ordered.map(({ master }) => master.tileId));
  const given = ids.giveAll(ordered.map(({ master }) => master.tileId));
  const textsOf = new Map(texts.languages.map((each) => [each.tag, tilesByKey(each)]));
  listUnknownTiles(textsOf, { keys: new Set(keys), losses });

  const withDialogs = new Set<string>();
  const result = ordered.map((tile, index): OlderTile => {
    const { tileId } = tile.master;
    const isDialog = tile.type === 'dialog' && !withDialogs.has(tileId);
    if (isDialog) withDialogs.add(tileId);
    const key = keys[index] ?? '';
    return {
      ...tile,
      id: given[index] ?? '',
      texts: new Map([...textsOf].flatMap(([tag, byKey]) => pairOf(tag, byKey.get(key)))),
      dialogs: isDialog ? dialogsOf(tileId, texts.languages) : new Map(),
    };
  });
  listUnknownDialogs(texts.languages, { withDialogs, losses });
  return result;
}

function pairOf<Value>(tag: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[tag, value]];
}

function tilesByKey({ texts, entry }: OlderTextsInLanguage) {
  const tiles = texts?.tiles ?? [];
  const keys = occurrenceKeys(tiles.map(({ tileId }) => tileId));
  return new Map(
    tiles.map((tile, index) => [keys[index] ?? '', { tile, where: `${entry}#/tiles/${index}` }]),
  );
}

function listUnknownTiles(
  textsOf: ReadonlyMap<string, ReturnType<typeof tilesByKey>>,
  { keys, losses }: { keys: ReadonlySet<string>; losses: LossList },
): void {
  for (const [key, { tile, where }] of [...textsOf.values()].flatMap((byKey) => [...byKey])) {
    if (keys.has(key)) continue;
    const message = `master.json has no such tile ${JSON.stringify(tile.tileId.slice(0, 100))}; its texts are not kept.`;
    losses.add({ code: 'tile-not-kept', message, where });
  }
}

function dialogsOf(tileId: string, languages: readonly OlderTextsInLanguage[]) {
  return new Map(
    languages.flatMap(({ tag, dialogs }) => {
      const found = dialogs.get(tileId);
      return pairOf(tag, found && { dialog: found.dialog, where: found.entry });
    }),
  );
}

function listUnknownDialogs(
  languages: readonly OlderTextsInLanguage[],
  { withDialogs, losses }: { withDialogs: ReadonlySet<string>; losses: LossList },
): void {
  for (const [tileId, { entry }] of languages.flatMap(({ dialogs }) => [...dialogs])) {
    if (withDialogs.has(tileId)) continue;
    const message = 'master.json has no dialog of this name; what is said in it is not kept.';
    losses.add({ code: 'dialog-not-kept', message, where: entry });
  }
}
