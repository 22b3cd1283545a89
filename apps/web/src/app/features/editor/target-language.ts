import { computed, Injectable, inject, signal } from '@angular/core';
import { LanguageNames } from '../../core/language-names.ts';
import { StoryDraft } from './draft/story-draft.ts';

/** The language that is written beside the one of the story; undefined in a story of one language. */
@Injectable()
export class TargetLanguage {
  readonly #draft = inject(StoryDraft);
  readonly #names = inject(LanguageNames);
  readonly #chosen = signal('');

  readonly code = computed(() => {
    const [source, second] = this.#draft.languages();
    const chosen = this.#chosen();
    return chosen !== source && this.#draft.languages().includes(chosen) ? chosen : second;
  });

  choose(language: string): void {
    this.#chosen.set(language);
  }

  nameOf(language: string): string {
    return this.#names.of(language);
  }
}
