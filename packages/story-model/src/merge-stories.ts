import { type Conflict, mergeDocuments, type Path, withValueAt } from './merge-documents.ts';
import { type StoryChange, storyChanges } from './story-changes.ts';
import type { StoryDocument } from './story-document.ts';
import { type TakenChanges, takeChanges } from './take-changes.ts';

export interface StoryMerge {
  /** What both began with. */
  readonly base: StoryDocument;
  readonly mine: StoryDocument;
  readonly theirs: StoryDocument;
  /** Left out: all of theirs. */
  readonly taken?: TakenChanges | undefined;
}

export interface MergedStory {
  /** Mine with what was taken of theirs, and with my side where there is a conflict. Nothing checks yet that it is a story. */
  readonly document: StoryDocument;
  /** What they have changed, as far as it is taken. */
  readonly changes: readonly StoryChange[];
  /** The places that both have changed, each in its own way. */
  readonly conflicts: readonly Conflict[];
  /** What the next merge begins with: what was taken is not asked about again, whichever side was chosen. */
  readonly base: StoryDocument;
}

/**
 * Joins my changes of a story with theirs, tile by tile and language by language. Nothing of mine is lost without a
 * conflict that tells of it; how a translation came about and the order of pages excepted, of which mine stays.
 */
export function mergeStories({ base, mine, theirs, taken }: StoryMerge): MergedStory {
  const towards = taken ? takeChanges(base, theirs, taken) : theirs;
  const { value, conflicts } = mergeDocuments(base, mine, towards);
  return {
    document: withWrittenLanguages({ base, mine, merged: value }),
    changes: storyChanges(base, towards),
    conflicts,
    base: towards,
  };
}

/** The story with their side at some of the places of its conflicts. */
export function settleConflicts(
  { document, conflicts }: Pick<MergedStory, 'document' | 'conflicts'>,
  takesTheirs: (path: Path) => boolean,
): StoryDocument {
  return conflicts
    .filter(({ path }) => takesTheirs(path))
    .reduce((story, { path, theirs }) => withValueAt(story, path, theirs), document);
}

/** A language that they have taken from the list stays in mine if I have written in it. */
function withWrittenLanguages({
  base,
  mine,
  merged,
}: {
  base: StoryDocument;
  mine: StoryDocument;
  merged: StoryDocument;
}): StoryDocument {
  const gone = mine.languages.filter((language) => !merged.languages.includes(language));
  if (gone.length === 0) return merged;
  const written = new Set(storyChanges(base, mine).flatMap(({ language }) => language ?? []));
  const kept = gone.filter((language) => written.has(language));
  return kept.length === 0 ? merged : { ...merged, languages: [...merged.languages, ...kept] };
}
