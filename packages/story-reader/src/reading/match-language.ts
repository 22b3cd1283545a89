/**
 * The language of a story that fits best to what is wanted, the most wanted first: the same tag, or else the same
 * primary language (RFC 4647, section 3.4, and the other way round); the first of the story where nothing fits.
 * Undefined only for a story without languages.
 */
export function matchLanguage(
  wanted: readonly string[],
  storyLanguages: readonly string[],
): string | undefined {
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    const [primary] = lower.split('-');
    const found =
      storyLanguages.find((language) => language.toLowerCase() === lower) ??
      storyLanguages.find((language) => language === primary) ??
      storyLanguages.find((language) => language.split('-')[0] === primary);
    if (found !== undefined) return found;
  }
  return storyLanguages[0];
}

/** The name of a language in itself, such as “magyar”; its tag where nobody has told the browser the name. */
export function languageName(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  } catch {
    // A tag that Intl does not take, such as a private one, is its own name.
    return language;
  }
}
