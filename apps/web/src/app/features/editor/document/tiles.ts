import type { Destination, StoryDocument, Tile } from '@taleport/story-model';

export type TileKind = Tile['kind'];
export const tileKinds: readonly TileKind[] = ['page', 'choice', 'quiz', 'video'];

type Common = Pick<
  Tile,
  'id' | 'picture' | 'caption' | 'text' | 'narration' | 'next' | 'translations'
>;

/** A short id that no other part of the story has: letters and digits, by chance. */
export function newPartId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

/** A page without words, before the one that follows it; a question has the two answers that it needs at least. */
export function emptyTile(kind: TileKind, following?: Tile): Tile {
  return withKind(
    {
      id: newPartId(),
      picture: null,
      caption: {},
      text: {},
      narration: {},
      next: null,
      translations: {},
    },
    kind,
    following,
  );
}

interface Surroundings {
  /** The same tile as it was when it was of that kind. */
  readonly before?: Tile | undefined;
  /** The tile after it. */
  readonly following?: Tile | undefined;
}

/**
 * The tile as another kind: what both kinds have stays, answers become options and the other way round. What only that kind
 * has comes from `before`.
 */
export function asKind(tile: Tile, kind: TileKind, { before, following }: Surroundings = {}): Tile {
  if (tile.kind === kind) return tile;
  const { id, picture, caption, text, narration, next, translations } = tile;
  const changed = withKind(
    { id, picture, caption, text, narration, next, translations },
    kind,
    following,
  );
  if (changed.kind === 'choice') return asChoice(changed, tile, { before, following });
  if (changed.kind === 'quiz') return asQuiz(changed, tile, before);
  if (changed.kind === 'video' && before?.kind === 'video') {
    return { ...changed, video: before.video };
  }
  return changed;
}

type Choice = Extract<Tile, { kind: 'choice' }>;
type Quiz = Extract<Tile, { kind: 'quiz' }>;

function asChoice(choice: Choice, tile: Tile, { before, following }: Surroundings): Choice {
  const had = before?.kind === 'choice' ? before.options : choice.options;
  if (tile.kind !== 'quiz') return { ...choice, options: had };
  const goTo = (id: string) => had.find((option) => option.id === id)?.goTo;
  const options = tile.answers.map(({ id, text }) => ({
    id,
    text,
    goTo: goTo(id) ?? placeOf(following),
  }));
  return { ...choice, options };
}

function asQuiz(quiz: Quiz, tile: Tile, before: Tile | undefined): Quiz {
  const { question, answers: had } = before?.kind === 'quiz' ? before : quiz;
  if (tile.kind !== 'choice') return { ...quiz, question, answers: had };
  const isCorrect = (id: string) => had.find((answer) => answer.id === id)?.correct;
  const answers = tile.options.map(({ id, text }) => ({
    id,
    text,
    correct: isCorrect(id) ?? false,
  }));
  return { ...quiz, question, answers };
}

function withKind(common: Common, kind: TileKind, following: Tile | undefined): Tile {
  switch (kind) {
    case 'page':
      return { kind, ...common };
    case 'video':
      return { kind, ...common, video: {} };
    case 'quiz':
      return { kind, ...common, question: {}, answers: [true, false].map(newAnswer) };
    case 'choice':
      return { kind, ...common, options: [newOption(following), newOption(following)] };
  }
}

export function newAnswer(correct: boolean): Quiz['answers'][number] {
  return { id: newPartId(), text: {}, correct };
}

/** A new option leads to the page after the choice, which is what most of them do. */
export function newOption(following: Tile | undefined): Choice['options'][number] {
  return { id: newPartId(), text: {}, goTo: placeOf(following) };
}

/** Where a story goes on with a tile, or ends where there is none. */
export function placeOf(tile: Tile | undefined): Destination {
  return tile ? { tile: tile.id } : { end: true };
}

export function insertTile(story: StoryDocument, index: number, tile: Tile): StoryDocument {
  return { ...story, tiles: story.tiles.toSpliced(index, 0, tile) };
}

export function moveTile(story: StoryDocument, from: number, to: number): StoryDocument {
  return from in story.tiles ? { ...story, tiles: moved(story.tiles, from, to) } : story;
}

/** A list with what stands at one of its places moved to another. */
export function moved<Part>(list: readonly Part[], from: number, to: number): Part[] {
  return list.toSpliced(from, 1).toSpliced(to, 0, ...list.slice(from, from + 1));
}

export function removeTile(story: StoryDocument, id: string): StoryDocument {
  return { ...story, tiles: story.tiles.filter((tile) => tile.id !== id) };
}

export function copyOfTile(tile: Tile): Tile {
  return { ...tile, id: newPartId() };
}

/** The story with one of its tiles changed; all the others stay the same objects. */
export function changeTile(
  story: StoryDocument,
  id: string,
  change: (tile: Tile) => Tile,
): StoryDocument {
  return { ...story, tiles: story.tiles.map((tile) => (tile.id === id ? change(tile) : tile)) };
}

/** The values of a part per language, with one changed; an empty text is no text. */
export function withLanguage<Value>(
  values: Readonly<Record<string, Value>>,
  language: string,
  value: Value | undefined,
): Record<string, Value> {
  const { [language]: _, ...others } = values;
  return value === undefined || value === '' ? others : { ...others, [language]: value };
}
