/** The value that suits a reader best: in the language asked for, else in the first of the story's that has one. */
export function inLanguage(
  values: Readonly<Record<string, string>>,
  wanted: string,
  languages: readonly string[],
): { readonly language: string; readonly text: string } {
  const near = languages.find((tag) => tag.split('-')[0] === wanted.split('-')[0]);
  const language = [wanted, near, ...languages].find((tag) => tag !== undefined && values[tag]);
  return { language: language ?? '', text: values[language ?? ''] ?? '' };
}
