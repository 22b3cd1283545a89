import { computed, Injectable, inject } from '@angular/core';
import { InterfaceLanguage } from './interface-language.ts';

/** Names of languages in the language of the interface. */
@Injectable({ providedIn: 'root' })
export class LanguageNames {
  readonly #interface = inject(InterfaceLanguage);
  readonly #names = computed(
    () => new Intl.DisplayNames(this.#interface.code(), { type: 'language' }),
  );

  /** The name of a language; the tag itself where Intl knows no name. */
  of(tag: string): string {
    try {
      return this.#names().of(tag) ?? tag;
    } catch {
      // A private tag (RFC 5646) is a language too, and names itself.
      return tag;
    }
  }
}
