import type { StoryDocument } from './story-document.ts';
import type { Tile } from './tile.ts';
import type { Destination, Picture } from './tile-parts.ts';

/** What a story lacks to be published (an error), or what its readers will miss (a warning). */
export interface StoryFinding {
  readonly severity: 'error' | 'warning';
  readonly code: StoryFindingCode;
  /** Where in the document, as a JSON pointer (RFC 6901). */
  readonly where: string;
  readonly tileId?: string;
  /** Counts from 1, as readers do. */
  readonly tileNumber?: number;
  readonly language?: string;
}

export type StoryFindingCode =
  | 'alt_missing'
  | 'answer_text_missing'
  | 'credits_missing'
  | 'dead_end'
  | 'dead_jump'
  | 'narration_missing'
  | 'no_tiles'
  | 'option_text_missing'
  | 'options_missing'
  | 'question_missing'
  | 'right_answer_missing'
  | 'summary_missing'
  | 'text_missing'
  | 'title_missing'
  | 'unreachable_tile'
  | 'video_missing';

type Finding = Pick<StoryFinding, 'severity' | 'code' | 'where'>;

/** Everything that keeps a story from being published, and what is recommended, in the order of reading. */
export function checkStory(story: StoryDocument): StoryFinding[] {
  const tileIds = new Set(story.tiles.map((tile) => tile.id));
  const reached = reachedTiles(story);
  const trapped = trappedTiles(story);
  return [
    ...story.languages.flatMap((language) => checkFront(story, language)),
    ...checkCredits(story),
    ...(story.tiles.length === 0 ? [error('no_tiles', '/tiles')] : []),
    ...story.tiles.flatMap((tile, index) => {
      const at = `/tiles/${index}`;
      const findings = [
        ...checkDestinations(tile, at, tileIds),
        ...(reached.has(tile.id) ? [] : [warning('unreachable_tile', at)]),
        ...(trapped.has(tile.id) ? [warning('dead_end', at)] : []),
        ...checkQuiz(tile, at),
        ...story.languages.flatMap((language) =>
          inLanguage(language, checkTile(tile, at, language)),
        ),
      ];
      return findings.map((finding) => ({ ...finding, tileId: tile.id, tileNumber: index + 1 }));
    }),
  ];
}

function checkFront(story: StoryDocument, language: string): StoryFinding[] {
  return inLanguage(language, [
    ...missing(story.title, language, error('title_missing', '/title')),
    ...missing(story.summary, language, warning('summary_missing', '/summary')),
    ...checkAlt(story.cover, '/cover', language),
  ]);
}

/** Whoever made a story is to be named in at least one of its languages. */
function checkCredits({ credits }: StoryDocument): StoryFinding[] {
  const isNamed = Object.values(credits).some((list) =>
    list.some(({ name }) => name.trim() !== ''),
  );
  return isNamed ? [] : [warning('credits_missing', '/credits')];
}

function checkTile(tile: Tile, at: string, language: string): Finding[] {
  return [
    ...checkTexts(tile, at, language),
    ...checkAlt(tile.picture, `${at}/picture`, language),
    ...(tile.kind === 'page' && tile.narration[language] === undefined
      ? [warning('narration_missing', `${at}/narration/${language}`)]
      : []),
  ];
}

/** The text that a reader of this language cannot do without. */
function checkTexts(tile: Tile, at: string, language: string): Finding[] {
  const text = missing(tile.text, language, error('text_missing', `${at}/text`));
  switch (tile.kind) {
    case 'page':
      return text;
    case 'video':
      return tile.video[language] === undefined
        ? [...text, error('video_missing', `${at}/video/${language}`)]
        : text.map((finding) => ({ ...finding, severity: 'warning' as const }));
    case 'quiz':
      return [
        ...missing(tile.question, language, error('question_missing', `${at}/question`)),
        ...tile.answers.flatMap((answer, index) =>
          missing(
            answer.text,
            language,
            error('answer_text_missing', `${at}/answers/${index}/text`),
          ),
        ),
      ];
    case 'choice':
      return [
        ...text,
        ...tile.options.flatMap((option, index) =>
          missing(
            option.text,
            language,
            error('option_text_missing', `${at}/options/${index}/text`),
          ),
        ),
      ];
  }
}

function checkQuiz(tile: Tile, at: string): Finding[] {
  if (tile.kind === 'quiz' && !tile.answers.some((answer) => answer.correct)) {
    return [error('right_answer_missing', `${at}/answers`)];
  }
  if (tile.kind === 'choice' && tile.options.length === 0) {
    return [error('options_missing', `${at}/options`)];
  }
  return [];
}

function checkDestinations(tile: Tile, at: string, tileIds: ReadonlySet<string>): Finding[] {
  const isDead = (to: Destination | null) => to !== null && 'tile' in to && !tileIds.has(to.tile);
  const options = tile.kind === 'choice' ? tile.options : [];
  return [
    ...(isDead(tile.next) ? [error('dead_jump', `${at}/next`)] : []),
    ...options.flatMap(({ goTo }, index) =>
      isDead(goTo) ? [error('dead_jump', `${at}/options/${index}/goTo`)] : [],
    ),
  ];
}

function checkAlt(picture: Picture | null, at: string, language: string): Finding[] {
  return picture ? missing(picture.alt, language, warning('alt_missing', `${at}/alt`)) : [];
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
    toVisit.push(...(before[index] ?? []));
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

function missing(
  texts: Readonly<Record<string, string>>,
  language: string,
  { where, ...finding }: Finding,
): Finding[] {
  const isThere = (texts[language] ?? '').trim() !== '';
  return isThere ? [] : [{ ...finding, where: `${where}/${language}` }];
}

function inLanguage(language: string, findings: readonly Finding[]): StoryFinding[] {
  return findings.map((finding) => ({ ...finding, language }));
}

function error(code: StoryFindingCode, where: string): Finding {
  return { severity: 'error', code, where };
}

function warning(code: StoryFindingCode, where: string): Finding {
  return { severity: 'warning', code, where };
}
