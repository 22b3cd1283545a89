import type { StoryDocument, Tile } from '@taleport/story-model';

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

export function emptyTile(kind: TileKind): Tile {
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
  );
}

/**
 * The tile as another kind: what both kinds have stays, answers become options and the other way round. What only that kind
 * has comes from `before`, the same tile as it was when it was of that kind.
 */
export function asKind(tile: Tile, kind: TileKind, before?: Tile): Tile {
  if (tile.kind === kind) return tile;
  const { id, picture, caption, text, narration, next, translations } = tile;
  const changed = withKind({ id, picture, caption, text, narration, next, translations }, kind);
  if (changed.kind === 'choice') return asChoice(changed, tile, before);
  if (changed.kind === 'quiz') return asQuiz(changed, tile, before);
  if (changed.kind === 'video' && before?.kind === 'video') {
    return { ...changed, video: before.video };
  }
  return changed;
}

type Choice = Extract<Tile, { kind: 'choice' }>;
type Quiz = Extract<Tile, { kind: 'quiz' }>;

function asChoice(choice: Choice, tile: Tile, before: Tile | undefined): Choice {
  const had = before?.kind === 'choice' ? before.options : [];
  if (tile.kind !== 'quiz') return { ...choice, options: had };
  const goTo = (id: string) => had.find((option) => option.id === id)?.goTo;
  const options = tile.answers.map(({ id, text }) => ({
    id,
    text,
    goTo: goTo(id) ?? { end: true as const },
  }));
  return { ...choice, options };
}

function asQuiz(quiz: Quiz, tile: Tile, before: Tile | undefined): Quiz {
  const { question = {}, answers: had = [] } = before?.kind === 'quiz' ? before : {};
  if (tile.kind !== 'choice') return { ...quiz, question, answers: had };
  const isCorrect = (id: string) => had.find((answer) => answer.id === id)?.correct;
  const answers = tile.options.map(({ id, text }) => ({
    id,
    text,
    correct: isCorrect(id) ?? false,
  }));
  return { ...quiz, question, answers };
}

function withKind(common: Common, kind: TileKind): Tile {
  switch (kind) {
    case 'page':
      return { kind, ...common };
    case 'video':
      return { kind, ...common, video: {} };
    case 'quiz':
      return { kind, ...common, question: {}, answers: [] };
    case 'choice':
      return { kind, ...common, options: [] };
  }
}

export function insertTile(story: StoryDocument, index: number, tile: Tile): StoryDocument {
  return { ...story, tiles: story.tiles.toSpliced(index, 0, tile) };
}

export function moveTile(story: StoryDocument, from: number, to: number): StoryDocument {
  const tile = story.tiles[from];
  if (!tile) return story;
  return { ...story, tiles: story.tiles.toSpliced(from, 1).toSpliced(to, 0, tile) };
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
