import { computed, DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

export const interfaceLanguages = ['en', 'ro', 'hu'] as const;
export type InterfaceLanguageCode = (typeof interfaceLanguages)[number];

const storageKey = 'taleport.language';

/** The language of the interface: the one that was chosen here, or the first of the browser's that there is. */
@Injectable({ providedIn: 'root' })
export class InterfaceLanguage {
  readonly #transloco = inject(TranslocoService);
  readonly #document = inject(DOCUMENT);
  readonly #code = signal<InterfaceLanguageCode>('en');

  readonly code = this.#code.asReadonly();
  /** How dates and numbers are written: as the browser's own region does it, where its language is the one shown. */
  readonly locale = computed(
    () => navigator.languages.find((tag) => supported(tag) === this.#code()) ?? this.#code(),
  );

  /** Resolves when the texts are there. */
  async start(): Promise<void> {
    const wanted = [localStorage.getItem(storageKey), ...navigator.languages];
    await this.#use(wanted.flatMap((tag) => supported(tag) ?? [])[0] ?? 'en');
  }

  async choose(code: InterfaceLanguageCode): Promise<void> {
    localStorage.setItem(storageKey, code);
    await this.#use(code);
  }

  async #use(code: InterfaceLanguageCode): Promise<void> {
    await firstValueFrom(this.#transloco.load(code));
    this.#transloco.setActiveLang(code);
    this.#document.documentElement.lang = code;
    this.#code.set(code);
  }
}

function supported(tag: string | null): InterfaceLanguageCode | undefined {
  return interfaceLanguages.find((code) => tag?.toLowerCase().split('-')[0] === code);
}
