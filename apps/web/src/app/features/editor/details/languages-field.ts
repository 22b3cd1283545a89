import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButtonModule } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { storyLimits } from '@taleport/story-model/story-limits';
import { LanguageNames } from '../../../core/language-names.ts';
import { LanguageSearch } from '../../../core/language-search.ts';
import { focusMover, rowAt } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import {
  withLanguageAgain,
  withNewLanguage,
  withoutLanguage,
  withSource,
} from '../document/languages.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { TargetLanguage } from '../target-language.ts';

const undoMs = 10_000;

/** The languages of the story: which one it is written in, which are added and taken away. */
@Component({
  selector: 'tp-languages-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormsModule, Icon, MatAutocompleteModule, MatButtonModule, TranslocoDirective],
  templateUrl: './languages-field.html',
  styleUrl: './languages-field.css',
})
export class LanguagesField {
  readonly #search = inject(LanguageSearch);
  readonly #messages = inject(MatSnackBar);
  readonly #texts = inject(TranslocoService);
  readonly #target = inject(TargetLanguage);
  readonly #moveFocus = focusMover();
  protected readonly draft = inject(StoryDraft);
  protected readonly names = inject(LanguageNames);
  protected readonly typed = signal('');
  /** Whether what was typed is the name of no language. */
  protected readonly isUnknown = signal(false);
  protected readonly isFull = computed(
    () => this.draft.languages().length >= storyLimits.languages,
  );
  protected readonly choices = computed(() => {
    const there = new Set(this.draft.languages());
    return this.#search.matching(this.typed()).filter(({ code }) => !there.has(code));
  });

  protected add(): void {
    const language = this.#search.tagOf(this.typed());
    this.isUnknown.set(language === undefined);
    if (language === undefined) return;
    this.draft.edit({ name: 'changeLanguages' }, (story) => withNewLanguage(story, language));
    this.#target.choose(language);
    this.typed.set('');
  }

  protected remove(language: string): void {
    const before = this.draft.languages();
    this.#moveFocus(rowAt(before.indexOf(language)));
    this.draft.edit({ name: 'changeLanguages' }, (story) => withoutLanguage(story, language));
    const gone = this.#texts.translate('editor.languages.removed', {
      language: this.names.of(language),
    });
    this.#messages
      .open(gone, this.#texts.translate('library.undo'), { duration: undoMs })
      .onAction()
      .subscribe(() =>
        this.draft.edit({ name: 'changeLanguages' }, (story) =>
          withLanguageAgain(story, language, before),
        ),
      );
  }

  protected makeSource(language: string): void {
    this.draft.edit({ name: 'changeLanguages' }, (story) => withSource(story, language));
  }
}
