import { type StoryDocument, storyLimits } from '@taleport/story-model';

/** Where the original is, for the line that names it. */
export interface Original {
  readonly title: string;
  readonly version: number;
  /** Where its readers find it, with scheme and authority. */
  readonly address: string;
}

/**
 * What a fork begins with: the original with its credits and its licence, and a source that names it, as the licences of Creative
 * Commons ask for (BY 4.0, section 3.a.1). What was its own source stands after it, as far as there is room.
 */
export function forkedDocument(story: StoryDocument, original: Original): StoryDocument {
  const title = shortened(original.title, 200);
  const parts = [title, `v${original.version}`, shortened(story.license, 200), original.address];
  const line = parts.filter((part) => part !== '').join(', ');
  const source = story.source === '' ? line : `${line}; ${story.source}`;
  return { ...story, source: shortened(source, storyLimits.shortTextLength) };
}

/** The text, cut where it is too long, and never within a character (a surrogate pair). */
function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
