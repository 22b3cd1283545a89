import { type Destination, type MediaRole, storyLimits, type Tile } from '@taleport/story-model';
import type { BranchWays } from './branch-ways.ts';
import type { OlderMedia } from './find-older-media.ts';
import { keepTexts, type OlderText } from './keep-text.ts';
import type { LossList } from './loss-list.ts';
import type { OlderTile } from './older-tiles.ts';
import { occurrenceKeys, PartIds } from './part-ids.ts';
import type { OlderTextsInLanguage } from './read-older-texts.ts';

/** What every tile needs to become one of Taleport. */
export interface Conversion {
  readonly languages: readonly OlderTextsInLanguage[];
  readonly tiles: readonly OlderTile[];
  readonly ways: BranchWays;
  readonly ids: PartIds;
  readonly media: OlderMedia;
  readonly losses: LossList;
}

type EveryTile = Omit<Extract<Tile, { kind: 'page' }>, 'kind'>;
type TextField = 'caption' | 'text' | 'question';

/** A page, quiz or video of the older layout. A page with a video becomes a video, which has everything else too. */
export function convertOlderTile(index: number, conversion: Conversion): Tile {
  const { tiles, losses } = conversion;
  const tile = tileAt(tiles, index);
  const every = { ...everyTile(tile, conversion), next: wayOn(index, conversion) };
  const video = filesOf(tile, { role: 'video', field: 'videoUrl' }, conversion);
  if (tile.type === 'quiz') {
    for (const [tag, { where }] of tile.texts) {
      if (video[tag] !== undefined) losses.add(videoLoss(`${where}/videoUrl`));
    }
    const question = textsOf(tile, 'question', conversion);
    return { kind: 'quiz', ...every, question, answers: answersOf(tile, conversion) };
  }
  listQuizParts(tile, losses);
  if (!['page', 'video', 'dialog'].includes(tile.type)) losses.add(typeLoss(tile));
  const isVideo = tile.type === 'video' || Object.keys(video).length > 0;
  return isVideo ? { kind: 'video', ...every, video } : { kind: 'page', ...every };
}

/** The tile of an index that comes from the tiles themselves. */
export function tileAt(tiles: readonly OlderTile[], index: number): OlderTile {
  const tile = tiles[index];
  if (!tile) throw new RangeError(`There is no tile ${index}`);
  return tile;
}

/** What follows tile `index`: null where that is the next tile of the list. */
function wayOn(index: number, { tiles, ways }: Conversion): Destination | null {
  const next = ways.after(index, '');
  if (next === index + 1 || (next === undefined && index === tiles.length - 1)) return null;
  return destinationOf(next, tiles);
}

export function destinationOf(index: number | undefined, tiles: readonly OlderTile[]): Destination {
  return index === undefined ? { end: true } : { tile: tileAt(tiles, index).id };
}

function everyTile(tile: OlderTile, conversion: Conversion): EveryTile {
  return {
    id: tile.id,
    picture: pictureOf(tile, conversion),
    caption: textsOf(tile, 'caption', conversion),
    text: textsOf(tile, 'text', conversion),
    narration: filesOf(tile, { role: 'narration', field: 'audioUrl' }, conversion),
    next: null,
    translations: {},
  };
}

export function pictureOf({ master, where }: OlderTile, { media }: Conversion) {
  const file = master.imageUrl;
  const path = media.find({ role: 'picture', file, where: `${where}/imageUrl` });
  return path === undefined ? null : { media: path, alt: {} };
}

export function textsOf(
  tile: OlderTile,
  field: TextField,
  { languages, losses }: Conversion,
): Record<string, string> {
  const maxLength = field === 'text' ? storyLimits.longTextLength : storyLimits.shortTextLength;
  const textIn = ({ tag }: OlderTextsInLanguage): OlderText | undefined => {
    const found = tile.texts.get(tag);
    return found && { text: found.tile[field], where: `${found.where}/${field}` };
  };
  return keepTexts(languages, textIn, { maxLength, losses });
}

function filesOf(
  tile: OlderTile,
  { role, field }: { role: MediaRole; field: 'audioUrl' | 'videoUrl' },
  { languages, media }: Conversion,
): Record<string, string> {
  const files = languages.flatMap(({ tag, folder: language }) => {
    const found = tile.texts.get(tag);
    if (!found) return [];
    const where = `${found.where}/${field}`;
    const path = media.find({ role, file: found.tile[field], language, where });
    return path === undefined ? [] : [[tag, path] as const];
  });
  return Object.fromEntries(files);
}

function answersOf(tile: OlderTile, { languages, losses }: Conversion) {
  const { answers } = tile.master;
  const keys = occurrenceKeys(answers.map(({ answerId }) => answerId));
  const ids = new PartIds().giveAll(answers.map(({ answerId }) => answerId));
  const textOf = new Map(languages.map(({ tag }) => [tag, answerTexts(tile, tag)]));
  const known = new Set(keys);
  for (const [key, text] of [...textOf.values()].flatMap((texts) => [...texts])) {
    if (!known.has(key)) losses.add(answerLoss(text, 'master.json has no such answer'));
  }
  const ordered = answers
    .map((answer, index) => ({ ...answer, id: ids[index] ?? '', key: keys[index] ?? '' }))
    .toSorted((a, b) => a.sortOrder - b.sortOrder);
  for (const { key } of ordered.slice(storyLimits.answersPerTile)) {
    const reason = `a tile has at most ${storyLimits.answersPerTile} answers`;
    const texts = [...textOf.values()].flatMap((each) => each.get(key) ?? []);
    for (const text of texts) losses.add(answerLoss(text, reason));
  }
  return ordered.slice(0, storyLimits.answersPerTile).map(({ id, key, isCorrect }) => ({
    id,
    text: keepTexts(languages, ({ tag }) => textOf.get(tag)?.get(key), {
      maxLength: storyLimits.shortTextLength,
      losses,
    }),
    correct: isCorrect,
  }));
}

function answerTexts(tile: OlderTile, tag: string): Map<string, OlderText> {
  const found = tile.texts.get(tag);
  const answers = found?.tile.answers ?? [];
  const keys = occurrenceKeys(answers.map(({ answerId }) => answerId));
  return new Map(
    answers.map(({ text }, index) => {
      const where = `${found?.where}/answers/${index}/text`;
      return [keys[index] ?? '', { text, where }];
    }),
  );
}

/** Questions and answers that the exporter leaves on tiles which were a quiz before, and are not shown on them. */
function listQuizParts(tile: OlderTile, losses: LossList): void {
  for (const [tag, { tile: texts, where }] of tile.texts) {
    if (texts.question !== '') {
      const message = `A tile that is no quiz has a question in ${tag}; it is not kept.`;
      losses.add({ code: 'text-not-kept', message, where: `${where}/question` });
    }
    for (const answer of answerTexts(tile, tag).values()) {
      losses.add(answerLoss(answer, 'its tile is no quiz'));
    }
  }
}

function answerLoss({ where }: OlderText, reason: string) {
  return { code: 'answer-not-kept', message: `An answer is not kept: ${reason}.`, where };
}

function videoLoss(where: string) {
  return { code: 'media-not-kept', message: 'A quiz has no video; it is not kept.', where };
}

function typeLoss({ master, where }: OlderTile) {
  const type = JSON.stringify(master.type.slice(0, 60));
  const message = `Taleport has no tiles of the type ${type}; this one becomes a page with its texts.`;
  return { code: 'tile-type-not-kept', message, where: `${where}/type` };
}
