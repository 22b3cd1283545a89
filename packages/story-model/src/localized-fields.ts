/** The fields of a story that have a value per language, wherever they stand in it. */
const localizedFields: ReadonlySet<string> = new Set([
  'alt',
  'caption',
  'credits',
  'narration',
  'question',
  'summary',
  'text',
  'title',
  'titleNarration',
  'translations',
  'video',
]);

export function isLocalizedField(name: string): boolean {
  return localizedFields.has(name);
}
