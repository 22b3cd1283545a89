import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { textDirection } from '@taleport/story-model/text-direction';
import { tileTexts } from '@taleport/story-model/tile-texts';
import { type TranslationState, translationState } from '@taleport/story-model/translation-state';
import { LanguageNames } from '../../../core/language-names.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { TargetLanguage } from '../target-language.ts';

const states = ['missing', 'draft', 'outdated', 'reviewed', 'wordless'] as const;
const translatedStates: readonly TranslationState[] = ['draft', 'outdated', 'reviewed'];

/** How far each page is in each language. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoDirective],
  templateUrl: './translation-view.html',
  styleUrls: ['../view.css', './translation-view.css'],
})
export class TranslationView {
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
  /** For each language, how many pages are translated, and how many of these are reviewed. */
  protected readonly totals = computed(() =>
    this.translated().map((_, column) => {
      const states = this.rows().flatMap((row) => row.states[column] ?? []);
      return {
        translated: states.filter((state) => translatedStates.includes(state)).length,
        reviewed: states.filter((state) => state === 'reviewed').length,
      };
    }),
  );
  protected readonly direction = computed(() => textDirection(this.draft.source()));

  protected mark(state: TranslationState | undefined): string {
    return { wordless: '–', missing: '', draft: '◐', outdated: '!', reviewed: '✓', source: '' }[
      state ?? 'source'
    ];
  }
}

function words(texts: readonly string[]): string {
  return (texts.find((text) => text.trim() !== '') ?? '').slice(0, 60);
}
