import { FoundThings, type StoryFinding, type StoryFindingCode } from './found-things.ts';
import type { StoryDocument } from './story-document.ts';
import type { Tile } from './tile.ts';
import type { Destination, Picture } from './tile-parts.ts';
import { translationState } from './translation-state.ts';

export type { StoryFinding, StoryFindingCode };

/** The first findings, and how many there are. */
export interface StoryFindings {
  readonly findings: readonly StoryFinding[];
  readonly count: number;
}

/** How far a language of a story is. */
export interface LanguageCheck {
  readonly language: string;
  /** The tiles that lack nothing in it. */
  readonly tilesReady: number;
  /** Nothing in it keeps the story from being published. */
  readonly isReady: boolean;
}

export interface StoryCheck {
  readonly errors: StoryFindings;
  readonly warnings: StoryFindings;
  readonly languages: readonly LanguageCheck[];
}

/**
 * What keeps a story from being published, and what is recommended, each in the order of reading, up to so many of each. What
 * is not shown costs no memory, and no more time than the document has words.
 */
export function checkStory(story: StoryDocument, max: number): StoryCheck {
  const tileIds = new Set(story.tiles.map((tile) => tile.id));
  const reached = reachedTiles(story);
  const trapped = trappedTiles(story);
  const found = new FoundThings(story.languages, max);
  checkFront(story, found);
  for (const [index, tile] of story.tiles.entries()) {
    const at = `/tiles/${index}`;
    found.enter({ tileId: tile.id, tileNumber: index + 1 });
    checkDestinations(tile, { at, tileIds, found });
    if (!reached.has(tile.id)) found.add(warning('unreachable_tile', at));
    if (trapped.has(tile.id)) found.add(warning('dead_end', at));
    checkTile(tile, at, found);
    for (const language of outdatedLanguages(tile, story.languages)) {
      found.addIn(language, warning('translation_outdated', `${at}/translations`));
    }
  }
  found.enter({});
  return { errors: found.error, warnings: found.warning, languages: checkLanguages(story, found) };
}

function checkLanguages({ title, languages, tiles }: StoryDocument, found: FoundThings) {
  const titled = found.languagesOf(title);
  return languages.map((language): LanguageCheck => {
    const tilesReady = found.tilesReady(language);
    return { language, tilesReady, isReady: titled.has(language) && tilesReady === tiles.length };
  });
}

function checkFront({ title, summary, cover, credits, tiles }: StoryDocument, found: FoundThings) {
  found.addMissing(title, error('title_missing', '/title'));
  found.addMissing(summary, warning('summary_missing', '/summary'));
  checkAlt(cover, '/cover', found);
  // Whoever made a story is to be named in at least one of its languages.
  const isNamed = Object.values(credits).some((list) =>
    list.some(({ name }) => name.trim() !== ''),
  );
  if (!isNamed) found.add(warning('credits_missing', '/credits'));
  if (tiles.length === 0) found.add(error('no_tiles', '/tiles'));
}

interface TileCheck {
  readonly at: string;
  readonly tileIds: ReadonlySet<string>;
  readonly found: FoundThings;
}

function checkDestinations(tile: Tile, { at, tileIds, found }: TileCheck): void {
  const isDead = (to: Destination | null) => to !== null && 'tile' in to && !tileIds.has(to.tile);
  if (isDead(tile.next)) found.add(error('dead_jump', `${at}/next`));
  if (tile.kind !== 'choice') return;
  for (const [index, { goTo }] of tile.options.entries()) {
    if (isDead(goTo)) found.add(error('dead_jump', `${at}/options/${index}/goTo`));
  }
}

/** What a reader of each language cannot do without, and what helps. */
function checkTile(tile: Tile, at: string, found: FoundThings): void {
  switch (tile.kind) {
    case 'page':
      checkWords(tile, at, found);
      found.addMissing(tile.narration, warning('narration_missing', `${at}/narration`));
      break;
    case 'video':
      checkText(tile.text, { instead: tile.video, at, found });
      found.addMissing(tile.video, error('video_missing', `${at}/video`));
      break;
    case 'quiz':
      if (!tile.answers.some((answer) => answer.correct)) {
        found.add(error('right_answer_missing', `${at}/answers`));
      }
      found.addMissing(tile.question, error('question_missing', `${at}/question`));
      for (const [index, answer] of tile.answers.entries()) {
        const where = `${at}/answers/${index}/text`;
        found.addMissing(answer.text, error('answer_text_missing', where));
      }
      break;
    case 'choice':
      if (tile.options.length === 0) found.add(error('options_missing', `${at}/options`));
      checkWords(tile, at, found);
      for (const [index, option] of tile.options.entries()) {
        const where = `${at}/options/${index}/text`;
        found.addMissing(option.text, error('option_text_missing', where));
      }
  }
  checkAlt(tile.picture, `${at}/picture`, found);
}

/** A page may tell by its picture or its voice alone; where it has words in one language, the others are to have them too. */
function checkWords({ text, picture, narration }: Tile, at: string, found: FoundThings): void {
  const isWordless = found.languagesOf(text).size === 0;
  if (isWordless && picture) found.addMissing(text, warning('text_missing', `${at}/text`));
  else checkText(text, { instead: isWordless ? narration : {}, at, found });
}

interface TextCheck {
  /** Who sees or hears this can do without the text. */
  readonly instead: Readonly<Record<string, string>>;
  readonly at: string;
  readonly found: FoundThings;
}

function checkText(text: Tile['text'], { instead, at, found }: TextCheck): void {
  found.addMissing({ ...text, ...instead }, error('text_missing', `${at}/text`));
  const told = found.languagesOf(instead);
  found.addMissing(text, warning('text_missing', `${at}/text`), told);
}

function checkAlt(picture: Picture | null, at: string, found: FoundThings): void {
  if (picture) found.addMissing(picture.alt, warning('alt_missing', `${at}/alt`));
}

/** Where it is not known what the text of a language said that a translation was made from, nothing is said of it. */
function outdatedLanguages(tile: Tile, languages: readonly string[]): string[] {
  const [source = ''] = languages;
  return languages.filter((language) => {
    const translation = tile.translations[language];
    if (!translation || !languages.includes(translation.from)) return false;
    return translationState(tile, language, source) === 'outdated';
  });
}

/** The ids of the tiles that a reader can come to, from the first one on. */
export function reachedTiles({ tiles }: Pick<StoryDocument, 'tiles'>): Set<string> {
  const indexes = new Map(tiles.map((tile, index) => [tile.id, index]));
  const reached = new Set<string>();
  const toVisit = tiles.slice(0, 1);
  for (let tile = toVisit.pop(); tile; tile = toVisit.pop()) {
    if (reached.has(tile.id)) continue;
    reached.add(tile.id);
    for (const index of followers(tile, indexes)) {
      const follower = tiles[index];
      if (follower) toVisit.push(follower);
    }
  }
  return reached;
}

/**
 * The tiles that lead back in a circle which no way leaves: their readers never come to an end. A jump to a tile that is
 * gone, and a choice without options, are findings of their own and count as a way out here.
 */
function trappedTiles({ tiles }: StoryDocument): Set<string> {
  const indexes = new Map(tiles.map((tile, index) => [tile.id, index]));
  const ways = tiles.map((tile) => followers(tile, indexes));
  const before = tiles.map((): number[] => []);
  for (const [index, to] of ways.entries()) {
    for (const follower of to) before[follower]?.push(index);
  }
  const isOut = (index: number) => tiles[index] === undefined;
  const toVisit = ways.flatMap((to, index) => (to.length === 0 || to.some(isOut) ? [index] : []));
  const ending = new Set<number>();
  for (let index = toVisit.pop(); index !== undefined; index = toVisit.pop()) {
    if (ending.has(index)) continue;
    ending.add(index);
    for (const each of before[index] ?? []) toVisit.push(each);
  }
  const leadsBack = (index: number) => ways[index]?.some((to) => to <= index);
  const trapped = tiles.filter((_, index) => !ending.has(index) && leadsBack(index));
  return new Set(trapped.map(({ id }) => id));
}

/** The indexes of the tiles that can come after one. A choice is left by its options only. */
function followers(tile: Tile, indexes: ReadonlyMap<string, number>): number[] {
  const indexOf = (to: Destination) => ('tile' in to ? (indexes.get(to.tile) ?? -1) : -1);
  if (tile.kind === 'choice') return tile.options.map(({ goTo }) => indexOf(goTo));
  return [tile.next ? indexOf(tile.next) : (indexes.get(tile.id) ?? -1) + 1];
}

function error(code: StoryFindingCode, where: string) {
  return { severity: 'error', code, where } as const;
}

function warning(code: StoryFindingCode, where: string) {
  return { severity: 'warning', code, where } as const;
}
