import { DOCUMENT, Injectable, inject, signal } from '@angular/core';

export const colourSchemes = ['system', 'light', 'dark'] as const;
export type ColourScheme = (typeof colourSchemes)[number];

const storageKey = 'taleport.colour-scheme';

/** Light, dark, or what the system says; remembered in this browser. */
@Injectable({ providedIn: 'root' })
export class ColourSchemes {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #chosen = signal<ColourScheme>('system');

  readonly chosen = this.#chosen.asReadonly();

  constructor() {
    const stored = localStorage.getItem(storageKey);
    this.#use(colourSchemes.find((scheme) => scheme === stored) ?? 'system');
  }

  choose(scheme: ColourScheme): void {
    localStorage.setItem(storageKey, scheme);
    this.#use(scheme);
  }

  #use(scheme: ColourScheme): void {
    this.#root.style.colorScheme = scheme === 'system' ? 'light dark' : scheme;
    this.#chosen.set(scheme);
  }
}
