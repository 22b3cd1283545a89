/** Values per language, as a story document holds them. */
export type PerLanguage<Value = string> = Readonly<Record<string, Value>>;

/** A text and the language that it is in. */
export interface FoundText {
  readonly text: string;
  readonly language: string;
}

/**
 * The text in a language. Where it is missing, the one in the language that the story was written in (the first of its
 * languages), or else in the first that has one; undefined where no language has any.
 */
export function textIn(
  texts: PerLanguage,
  language: string,
  storyLanguages: readonly string[],
): FoundText | undefined {
  for (const each of [language, ...storyLanguages]) {
    const text = valueIn(texts, each)?.trim();
    if (text) return { text, language: each };
  }
  return undefined;
}

/** The value for exactly this language; never what every object inherits. */
export function valueIn<Value>(values: PerLanguage<Value>, language: string): Value | undefined {
  return Object.hasOwn(values, language) ? values[language] : undefined;
}

/** The paragraphs of a text: an empty line parts them, single line breaks stay in them. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/(?:\r?\n[ \t]*){2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}
