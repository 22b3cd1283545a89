import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';

const languages: Record<string, () => Promise<{ texts: Translation }>> = {
  en: () => import('../../i18n/en/index.ts'),
  ro: () => import('../../i18n/ro/index.ts'),
  hu: () => import('../../i18n/hu/index.ts'),
};

/** Loads the texts of the interface in one language. */
@Injectable({ providedIn: 'root' })
export class TextLoader implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const load = languages[language];
    if (!load) throw new Error(`The interface is not there in ${language}`);
    return (await load()).texts;
  }
}
