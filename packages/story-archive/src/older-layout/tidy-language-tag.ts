import { languageTag } from '@taleport/story-model';

/**
 * The language of a file name of the older layout as Taleport writes it, or undefined where it is none: the exporter
 * lower-cases tags, and the usual form has the region in upper case and the script in title case (RFC 5646,
 * section 2.1.1).
 */
export function tidyLanguageTag(language: string): string | undefined {
  const parts = language.toLowerCase().replaceAll('_', '-').split('-');
  const single = parts.findIndex((part) => part.length === 1);
  const tag = parts
    .map((part, index) => (index > 0 && (single < 0 || index < single) ? usualCase(part) : part))
    .join('-');
  return languageTag.safeParse(tag).success ? tag : undefined;
}

function usualCase(part: string): string {
  if (part.length === 2) return part.toUpperCase();
  const isScript = /^[a-z]{4}$/.test(part);
  return isScript ? `${part.charAt(0).toUpperCase()}${part.slice(1)}` : part;
}
