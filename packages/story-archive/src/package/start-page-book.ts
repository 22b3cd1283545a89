import { createHash } from 'node:crypto';
import { canonicalJson } from '@taleport/story-model';
import { type BookContent, bookContentId, bookScript } from '@taleport/story-reader/book-script';
import { Html, html } from './html.ts';
import type { PackageManifest } from './manifest.ts';
import { mediaAddress } from './start-page-media.ts';
import { startPageStyle } from './start-page-style.ts';

/**
 * The Content Security Policy of the page: its own script and style by their hashes, media from where the page itself lies,
 * and nothing else. A page from the disk has no origin of its own, so that `'self'` may mean nothing there.
 */
export const bookPolicy = [
  "default-src 'none'",
  `script-src ${hashSource(bookScript)}`,
  `style-src ${hashSource(startPageStyle.markup)}`,
  "img-src 'self' file:",
  "media-src 'self' file:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What makes a book of the page, to stand before the plain story: the story and its media as data, and the script. */
export function bookScripts({ story, files }: PackageManifest, language: string): Html {
  const media = Object.fromEntries(files.map(({ sha256, path }) => [sha256, mediaAddress(path)]));
  const content: BookContent = { story, media, language };
  return html`<script id="${bookContentId}" type="application/json">${jsonInPage(content)}</script>
<script>${new Html(bookScript)}</script>`;
}

/**
 * JSON that ends no script and begins no comment in one, whatever the story says (HTML Standard, "Restrictions for contents
 * of script elements"): in JSON, `<` stands in strings only.
 */
function jsonInPage(value: unknown): Html {
  return new Html(canonicalJson(value).replaceAll('<', '\\u003c'));
}

/** The source expression for inline content (CSP 3, section 2.3.1). */
function hashSource(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
