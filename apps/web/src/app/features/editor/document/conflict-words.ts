import type { StoryDocument } from '@taleport/story-model';
import { type AgeRange, agesInFigures } from '@taleport/story-model/age-range';
import type { MediaKind } from '@taleport/story-model/media-type';
import type { Path } from '@taleport/story-model/merge-documents';

/** Where a conflict is, in the terms of an author. */
export interface ConflictPlace {
  /** Counts from 1; left out where it is about the story itself, or about a page that is gone. */
  readonly tileNumber?: number;
  /** The name of a field, or `tile` for all of a page. */
  readonly field: string;
  /** Counts from 1 among the answers or options. */
  readonly partNumber?: number;
  readonly language?: string;
}

/** One side of a conflict, as something to look at. */
export type ConflictValue =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'languages'; readonly languages: readonly string[] }
  | { readonly kind: 'word'; readonly word: string; readonly number?: number }
  | { readonly kind: 'media'; readonly mediaKind: MediaKind; readonly sha256: string };

/** Fields of a page or of the story that have a value per language. */
const perLanguage = ['caption', 'text', 'question', 'narration', 'video'];
const storyPerLanguage = ['title', 'summary', 'titleNarration', 'credits'];

/** The place that a path leads to in a document. */
export function conflictPlace(path: Path, story: StoryDocument): ConflictPlace {
  if (path[0] !== 'tiles') return storyPlace(path);
  const [, id, name, ...rest] = path;
  const number = story.tiles.findIndex((tile) => tile.id === id) + 1;
  const tileNumber = number === 0 ? {} : { tileNumber: number };
  if (name === undefined) return { ...tileNumber, field: 'tile' };
  if (name === 'picture') return { ...tileNumber, ...pictureField('picture', rest) };
  if (name === 'answers' || name === 'options') {
    return { ...tileNumber, ...partField(story, path) };
  }
  const language = perLanguage.includes(name) ? rest[0] : undefined;
  return { ...tileNumber, field: name, ...(language && { language }) };
}

function storyPlace([name = '', ...rest]: Path): ConflictPlace {
  if (name === 'cover') return pictureField('cover', rest);
  const language = storyPerLanguage.includes(name) ? rest[0] : undefined;
  return { field: name, ...(language && { language }) };
}

function pictureField(name: 'cover' | 'picture', [part, language]: Path): ConflictPlace {
  if (part !== 'alt') return { field: name };
  const field = name === 'cover' ? 'coverAlt' : 'alt';
  return { field, ...(language && { language }) };
}

/** An answer or an option: its text in a language, where it leads, whether it is right, or all of it. */
function partField(story: StoryDocument, [, tileId, list, id, name, language]: Path) {
  const tile = story.tiles.find((each) => each.id === tileId);
  const parts = tile?.kind === 'quiz' ? tile.answers : tile?.kind === 'choice' ? tile.options : [];
  const number = parts.findIndex((part) => part.id === id) + 1;
  if (id === undefined) return { field: list ?? '' };
  const fields: Record<string, string> = { correct: 'correct', goTo: 'goTo' };
  const field = fields[name ?? ''] ?? (list === 'answers' ? 'answer' : 'option');
  return {
    field,
    ...(number > 0 && { partNumber: number }),
    ...(language && { language }),
  };
}

type Row = Readonly<Record<string, unknown>>;

/** What stands in a field on one side. `story` is where other pages are looked up. */
export function conflictValue(value: unknown, field: string, story: StoryDocument): ConflictValue {
  if (field === 'next' && value === null) return { kind: 'word', word: 'following' };
  if (value === undefined || value === null || value === '') return { kind: 'nothing' };
  if (typeof value === 'boolean') return { kind: 'word', word: value ? 'right' : 'wrong' };
  if (typeof value !== 'object') return plainValue(String(value), field);
  if (Array.isArray(value)) return listValue(value, field);
  const row = value as Row;
  if (typeof row.media === 'string') return media('image', row.media);
  if (field === 'next' || field === 'goTo') return destination(row, story);
  if (field === 'ageRange') return { kind: 'text', text: agesInFigures(value as AgeRange) };
  return { kind: 'text', text: wordsIn(row, story).join('\n') };
}

function plainValue(text: string, field: string): ConflictValue {
  if (field === 'picture' || field === 'cover') return media('image', text);
  if (field === 'narration' || field === 'titleNarration') return media('audio', text);
  if (field === 'video') return media('video', text);
  return { kind: 'text', text };
}

function media(mediaKind: MediaKind, sha256: string): ConflictValue {
  return { kind: 'media', mediaKind, sha256 };
}

function listValue(values: readonly unknown[], field: string): ConflictValue {
  if (values.length === 0) return { kind: 'nothing' };
  if (field === 'languages') return { kind: 'languages', languages: values.map(String) };
  const credits = values.map((each) =>
    typeof each === 'object'
      ? Object.values(each as Row)
          .filter(Boolean)
          .join(': ')
      : `${each}`,
  );
  return { kind: 'text', text: credits.join(field === 'topics' ? ', ' : '\n') };
}

function destination(to: Row, { tiles }: StoryDocument): ConflictValue {
  if (!('tile' in to)) return { kind: 'word', word: 'end' };
  const number = tiles.findIndex(({ id }) => id === to.tile) + 1;
  return number === 0 ? { kind: 'word', word: 'gone' } : { kind: 'word', word: 'toPage', number };
}

/** The texts of a page, an answer or an option, in the languages of the story. */
function wordsIn(row: Row, story: StoryDocument): string[] {
  return Object.entries(row).flatMap(([key, value]) => {
    if (typeof value === 'string') return story.languages.includes(key) ? [value] : [];
    if (typeof value !== 'object' || value === null || hidden.includes(key)) return [];
    return wordsIn(value as Row, story);
  });
}

/** Parts of a page whose values are no texts. */
const hidden = ['narration', 'video', 'translations', 'picture'];
