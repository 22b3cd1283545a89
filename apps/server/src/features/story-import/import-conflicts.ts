import type { ImportDecision, ImportReport } from '@taleport/contracts/story-import';
import { importMessage } from './import-messages.ts';

export interface ImportConflict {
  readonly code: 'language_not_in_package' | 'no_story_of_mine';
  readonly message: string;
  /** A JSON pointer into the decision (RFC 6901). */
  readonly where: string;
}

type Known = Pick<ImportReport, 'languages' | 'mine'>;

/** What is in the way of a decision, by what is known of the package. */
export function conflictsOf(
  { languages, mine }: Known,
  decision: ImportDecision,
  locale: string,
): ImportConflict[] {
  const unknown = (decision.languages ?? []).flatMap((language, index): ImportConflict[] =>
    languages.includes(language)
      ? []
      : [
          {
            code: 'language_not_in_package',
            message: importMessage('language_not_in_package', locale, language),
            where: `/languages/${index}`,
          },
        ],
  );
  if (decision.into !== 'my-story' || mine) return unknown;
  const message = importMessage('no_story_of_mine', locale);
  return [...unknown, { code: 'no_story_of_mine', message, where: '/into' }];
}
