import { languageTag } from '@taleport/story-model';
import { z } from 'zod';

/** Some of the languages of a story. */
export const languageChoice = z.array(languageTag).min(1).max(200);

/** The same in a query, with commas between them. */
export const languageChoiceQuery = z
  .string()
  .transform((tags) => tags.split(','))
  .pipe(languageChoice);
