import { type BookContent, bookScript } from '@taleport/story-reader/book-script';

/** A tag of a page: its name, with a slash if it closes, and its attributes with their values as they are meant. */
export interface PageTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const bookContentPattern = /<script id="book-content" type="application\/json">([^<]*)<\/script>/;

const tagPattern = /<(\/?[a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/g;

/**
 * Every tag of a start page. Throws for a `<` or a quote in a place where the page's own markup has none, so that whatever the
 * story says is known to be text.
 */
export function pageTags(page: string): PageTag[] {
  const rest = markupOf(page).replace(/^<!doctype html>/, '');
  const text = rest.replace(tagPattern, '');
  if (/[<"']/.test(text))
    throw new Error(`Not markup, and not escaped: ${text.match(/.{0,40}[<"'].{0,40}/)?.[0]}`);
  return [...rest.matchAll(tagPattern)].map(([, name = '', attributes = '']) => ({
    name,
    attributes: new Map(
      [...attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [
        key,
        unescaped(value),
      ]),
    ),
  }));
}

/** The text of a page, or of a part of it, without its tags. */
export function pageText(page: string): string {
  return unescaped(markupOf(page).replace(tagPattern, ''));
}

/** What a page tells the reader in it, as the browser would find it. */
export function bookContentOf(page: string): BookContent {
  const [, json = ''] = page.match(bookContentPattern) ?? [];
  return JSON.parse(json);
}

/** The section of a language. */
export function sectionOf(page: string, language: string): string {
  const start = page.indexOf(`<section id="${language}"`);
  if (start < 0) throw new Error(`The page has no section ${language}`);
  return page.slice(start, page.indexOf('</section>', start));
}

/**
 * The page without style and scripts. A browser ends a script at the first `</script` and may go on beyond it after a `<!--`:
 * content with either leaves here something behind that is no markup.
 */
function markupOf(page: string): string {
  return page
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(bookContentPattern, '')
    .replace(`<script>${bookScript}</script>`, '');
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&([^;]*);/g, (entity, name: string) => characters[name] ?? entity);
}
