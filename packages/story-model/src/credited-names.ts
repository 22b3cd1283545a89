import type { StoryDocument } from './story-document.ts';

/** Who is credited for a story, each once: in the language that it was written in, or else in the first that has credits. */
export function creditedNames({
  credits,
  languages,
}: Pick<StoryDocument, 'credits' | 'languages'>): string[] {
  const language = languages.find((each) => credits[each]?.some(({ name }) => name.trim() !== ''));
  const names = (credits[language ?? ''] ?? []).map(({ name }) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}
