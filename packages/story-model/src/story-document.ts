import { z } from 'zod';
import { oldestAge } from './age-range.ts';
import { languageTag } from './language-tag.ts';
import { listOf, maxIssues } from './short-refusals.ts';
import { storyLimits } from './story-limits.ts';
import { localizedLongText, localizedShortText, perLanguage, shortText } from './story-text.ts';
import { tile } from './tile.ts';
import { mediaId, picture } from './tile-parts.ts';

const credit = z.strictObject({ role: shortText, name: shortText });

const ageRange = z
  .strictObject({ from: z.int().min(0).max(oldestAge), to: z.int().min(0).max(oldestAge) })
  .refine((range) => range.from <= range.to, { error: 'An age range starts with the lower age' });

/**
 * The story as its author wrote it. It may be unfinished: texts can be missing, and jumps can point at tiles that
 * are gone. What makes a document impossible to read or to store is refused here.
 */
export const storyDocument = z
  .strictObject({
    title: localizedShortText,
    summary: localizedLongText.default({}),
    /** In the author's order; the first is the language that the story was written in. */
    languages: listOf(languageTag, { min: 1, max: storyLimits.languages }),
    titleNarration: perLanguage(mediaId).default({}),
    credits: perLanguage(listOf(credit, { max: storyLimits.creditsPerLanguage })).default({}),
    cover: picture.nullable().default(null),
    topics: listOf(shortText, { max: storyLimits.topics }).default([]),
    ageRange: ageRange.nullable().default(null),
    license: shortText.default(''),
    source: shortText.default(''),
    tiles: listOf(tile, { max: storyLimits.tiles }).default([]),
  })
  .superRefine((story, context) => {
    const languages = story.languages.map((language) => language.toLowerCase());
    for (const index of repeatedIndexes(languages)) {
      context.addIssue({
        code: 'custom',
        path: ['languages', index],
        message: 'Each language once',
      });
    }
    for (const index of repeatedIndexes(story.tiles.map((each) => each.id))) {
      context.addIssue({
        code: 'custom',
        path: ['tiles', index, 'id'],
        message: 'Each tile id once',
      });
    }
  });

/** A story document as it is read: every optional part is there, empty when it was not given. */
export type StoryDocument = z.infer<typeof storyDocument>;

/** A story document as it may be written: optional parts can be left out. */
export type StoryDocumentInput = z.input<typeof storyDocument>;

/** The first few. */
function repeatedIndexes(values: readonly string[]): number[] {
  const seen = new Set<string>();
  const repeated = values.flatMap((value, index) => {
    if (seen.has(value)) return [index];
    seen.add(value);
    return [];
  });
  return repeated.slice(0, maxIssues);
}
