import { effect, Injectable, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { InterfaceLanguage } from './interface-language.ts';

/** What the window is called: the story that is open, if there is one, and the page. Titles of routes are keys of texts. */
@Injectable({ providedIn: 'root' })
export class WindowTitle extends TitleStrategy {
  readonly #page = signal<string | undefined>(undefined);
  /** Set by the page that shows a story, and emptied when it is left. */
  readonly story = signal('');

  constructor() {
    super();
    const [title, texts] = [inject(Title), inject(TranslocoService)];
    const language = inject(InterfaceLanguage);
    effect(() => {
      const [story, page] = [this.story(), this.#page()];
      const words = page && texts.translate(page, {}, language.code());
      title.setTitle([story, words, 'Taleport'].filter(Boolean).join(' · '));
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#page.set(this.buildTitle(snapshot));
  }
}
