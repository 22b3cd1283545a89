import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { textDirection } from '@taleport/story-model/text-direction';
import { LanguageNames } from '../../../core/language-names.ts';
import { focusMover } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { tileTexts } from '../document/tile-texts.ts';
import { type TranslationState, translationState } from '../document/translation-state.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { TargetLanguage } from '../target-language.ts';

const states = ['missing', 'draft', 'outdated', 'reviewed'] as const;

/** How far each page is in each language. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, RouterLink, TranslocoDirective],
  templateUrl: './translation-view.html',
  styleUrls: ['../view.css', './translation-view.css'],
})
export class TranslationView {
  readonly #moveFocus = focusMover();
  protected readonly draft = inject(StoryDraft);
  protected readonly story = inject(OpenStory);
  protected readonly names = inject(LanguageNames);
  protected readonly target = inject(TargetLanguage);
  protected readonly states = states;

  protected readonly translated = computed(() => this.draft.languages().slice(1));
  protected readonly rows = computed(() => {
    const source = this.draft.source();
    return this.draft.tiles().map((tile, index) => ({
      id: tile.id,
      kind: tile.kind,
      number: index + 1,
      words: words(tileTexts(tile).map(({ values }) => values[source] ?? '')),
      states: this.translated().map((language) => translationState(tile, language, source)),
    }));
  });
  /** For each language, how many pages are reviewed, and how many there are. */
  protected readonly totals = computed(() =>
    this.translated().map((_, column) => {
      const done = this.rows().filter((row) => row.states[column] === 'reviewed').length;
      return { done, all: this.rows().length };
    }),
  );
  protected readonly direction = computed(() => textDirection(this.draft.source()));

  protected review(tileId: string, language: string): void {
    this.#moveFocus((host) =>
      host.querySelector<HTMLElement>(`[data-cell="${tileId} ${language}"] a`),
    );
    this.draft.review(tileId, language);
  }

  protected mark(state: TranslationState | undefined): string {
    return { missing: '–', draft: '◐', outdated: '!', reviewed: '✓', source: '' }[
      state ?? 'source'
    ];
  }
}

function words(texts: readonly string[]): string {
  return (texts.find((text) => text.trim() !== '') ?? '').slice(0, 60);
}
