import { DOCUMENT, Injectable, inject } from '@angular/core';

/** The style sheets with the fonts of a script (ISO 15924); each downloads only the files that a page has letters of. */
const sheets: Readonly<Record<string, string>> = {
  Latn: '',
  Jpan: 'fonts-jpan.css',
  Kore: 'fonts-kore.css',
  Hans: 'fonts-hans.css',
  Hant: 'fonts-hans.css',
};
const sheetOfOthers = 'fonts-world.css';

/** Brings the fonts of the scripts that a story is written in. */
@Injectable({ providedIn: 'root' })
export class StoryFonts {
  readonly #document = inject(DOCUMENT);
  readonly #loaded = new Set<string>();

  /** Adds what these languages (BCP 47) need and what is not there yet. */
  load(languages: readonly string[]): void {
    for (const sheet of new Set(languages.map(sheetOf))) {
      if (sheet === '' || this.#loaded.has(sheet)) continue;
      this.#loaded.add(sheet);
      const link = this.#document.createElement('link');
      link.rel = 'stylesheet';
      link.href = `/${sheet}`;
      this.#document.head.append(link);
    }
  }
}

function sheetOf(language: string): string {
  try {
    return sheets[new Intl.Locale(language).maximize().script ?? 'Latn'] ?? sheetOfOthers;
  } catch {
    // A private tag (RFC 5646) names no script: whatever it is written in may be needed.
    return sheetOfOthers;
  }
}
