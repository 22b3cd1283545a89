import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';

const texts: Record<string, () => Promise<{ default: Translation }>> = {
  en: () => import('../../i18n/en.json'),
  ro: () => import('../../i18n/ro.json'),
  hu: () => import('../../i18n/hu.json'),
};

/** Loads the texts of the interface in one language. */
@Injectable({ providedIn: 'root' })
export class TextLoader implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    const load = texts[language];
    if (!load) throw new Error(`The interface is not there in ${language}`);
    return (await load()).default;
  }
}
