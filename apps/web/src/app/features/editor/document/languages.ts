import type { StoryDocument } from '@taleport/story-model';

/** The story with one more language; what was written in it before comes back with it. */
export function withNewLanguage(story: StoryDocument, language: string): StoryDocument {
  const isThere = story.languages.some((each) => each.toLowerCase() === language.toLowerCase());
  return isThere ? story : { ...story, languages: [...story.languages, language] };
}

/** The story without a language in its list. Its texts and voices stay in the draft, where they can be found again. */
export function withoutLanguage(story: StoryDocument, language: string): StoryDocument {
  const languages = story.languages.filter((each) => each !== language);
  return languages.length === 0 ? story : { ...story, languages };
}

/** The story as written first in another of its languages. */
export function withSource(story: StoryDocument, language: string): StoryDocument {
  return {
    ...story,
    languages: [language, ...story.languages.filter((each) => each !== language)],
  };
}

/** The story with a language that was taken away, in the place that it had among those of before. */
export function withLanguageAgain(
  story: StoryDocument,
  language: string,
  before: readonly string[],
): StoryDocument {
  const { languages } = withNewLanguage(story, language);
  const place = (each: string) => (before.includes(each) ? before.indexOf(each) : before.length);
  return { ...story, languages: languages.toSorted((one, other) => place(one) - place(other)) };
}
