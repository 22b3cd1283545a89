import { type Html, html } from './html.ts';
import type { StartPageTexts } from './start-page-texts.ts';

/** What the whole page knows. */
export interface PageContext {
  /** The language of what the page says itself. */
  readonly uiLanguage: string;
  readonly texts: StartPageTexts;
  /** Paths in the package, by SHA-256. */
  readonly paths: ReadonlyMap<string, string>;
  /** Media that should be in the package and is not. */
  readonly missing: ReadonlySet<string>;
  /** Numbers of the tiles by their ids, counted from 1. */
  readonly tileNumbers: ReadonlyMap<string, number>;
}

/** What the parts of one language's section need. */
export interface SectionContext extends PageContext {
  readonly language: string;
}

/**
 * Something that the page says itself, in the midst of a story in another language: marked, so that it is
 * pronounced and directed as what it is. All languages of the page's own texts run from left to right.
 */
export function words(text: string, { language, uiLanguage }: SectionContext): Html {
  if (language === uiLanguage) return html`${text}`;
  return html`<span lang="${uiLanguage}" dir="ltr">${text}</span>`;
}
