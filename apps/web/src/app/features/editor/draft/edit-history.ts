import type { StoryDocument } from '@taleport/story-model';
import type { MediaPlace } from '../document/media-place.ts';

/** What an edit did, in a word that the interface has a text for. */
export type EditName =
  | 'addPictures'
  | 'addTile'
  | 'changeDetails'
  | 'changeJump'
  | 'changeLanguages'
  | `changeMedia_${MediaPlace['part']}`
  | 'changeTileKind'
  | 'changeTranslation'
  | 'deleteTile'
  | 'duplicateTile'
  | 'editAlt'
  | 'editAnswers'
  | 'editText'
  | 'mergeDrafts'
  | 'moveTile'
  | 'restoreTile'
  | 'restoreVersion'
  | 'takeUpdates';

export interface Edit {
  readonly name: EditName;
  /** Counts from 1. */
  readonly tileNumber?: number;
  /** Edits of the same field, one after the other, are undone as one. */
  readonly field?: string;
}

interface Step {
  readonly edit: Edit;
  readonly before: StoryDocument;
  readonly at: number;
}

export interface EditHistory {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

export const noHistory: EditHistory = { past: [], future: [] };

const maxSteps = 500;
const sameFieldMs = 10_000;

/** The history after an edit; `before` is the document that it changed. */
export function withEdit({ past }: EditHistory, { edit, before, at }: Step): EditHistory {
  const last = past.at(-1);
  const goesOn =
    last !== undefined &&
    edit.field !== undefined &&
    last.edit.field === edit.field &&
    at - last.at < sameFieldMs;
  const step = goesOn ? { ...last, at } : { edit, before, at };
  return { past: [...(goesOn ? past.slice(0, -1) : past), step].slice(-maxSteps), future: [] };
}

/** Takes the last edit back, or nothing where there is none. */
export function undone(
  { past, future }: EditHistory,
  now: StoryDocument,
): { history: EditHistory; document: StoryDocument } | undefined {
  const last = past.at(-1);
  if (!last) return undefined;
  const history = { past: past.slice(0, -1), future: [...future, { ...last, before: now }] };
  return { history, document: last.before };
}

/** Makes the edit again that was taken back last. */
export function redone(
  { past, future }: EditHistory,
  now: StoryDocument,
): { history: EditHistory; document: StoryDocument } | undefined {
  const next = future.at(-1);
  if (!next) return undefined;
  const history = { past: [...past, { ...next, before: now, at: 0 }], future: future.slice(0, -1) };
  return { history, document: next.before };
}
