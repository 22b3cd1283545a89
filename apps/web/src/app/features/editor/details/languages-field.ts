import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { isLanguageTag } from '@taleport/story-model/is-language-tag';
import { storyLimits } from '@taleport/story-model/story-limits';
import { knownLanguages } from '../../../core/known-languages.ts';
import { LanguageNames } from '../../../core/language-names.ts';
import { focusMover, rowAt } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { withNewLanguage, withoutLanguage, withSource } from '../document/languages.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { TargetLanguage } from '../target-language.ts';

/** The languages of the story: which one it is written in, which are added and taken away. */
@Component({
  selector: 'tp-languages-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  templateUrl: './languages-field.html',
  styleUrl: './languages-field.css',
})
export class LanguagesField {
  readonly #target = inject(TargetLanguage);
  readonly #moveFocus = focusMover();
  protected readonly draft = inject(StoryDraft);
  protected readonly names = inject(LanguageNames);
  protected readonly typed = signal('');
  protected readonly isFull = computed(
    () => this.draft.languages().length >= storyLimits.languages,
  );
  protected readonly choices = computed(() => {
    const there = new Set(this.draft.languages());
    return knownLanguages
      .filter((code) => !there.has(code))
      .map((code) => ({ code, name: this.names.of(code) }))
      .toSorted((one, other) => one.name.localeCompare(other.name));
  });
  /** A name from the list, or any well-formed tag (BCP 47). */
  protected readonly found = computed(() => {
    const typed = this.typed().trim().toLowerCase();
    const named = this.choices().find(
      ({ code, name }) => name.toLowerCase() === typed || code.toLowerCase() === typed,
    );
    return named?.code ?? (isLanguageTag(this.typed().trim()) ? this.typed().trim() : undefined);
  });

  protected add(): void {
    const language = this.found();
    if (language === undefined) return;
    this.draft.edit({ name: 'changeLanguages' }, (story) => withNewLanguage(story, language));
    this.#target.choose(language);
    this.typed.set('');
  }

  protected remove(language: string): void {
    this.#moveFocus(rowAt(this.draft.languages().indexOf(language)));
    this.draft.edit({ name: 'changeLanguages' }, (story) => withoutLanguage(story, language));
  }

  protected makeSource(language: string): void {
    this.draft.edit({ name: 'changeLanguages' }, (story) => withSource(story, language));
  }
}
