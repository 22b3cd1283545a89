import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Tile } from '@taleport/story-model';
import { translationState, withTranslation } from '@taleport/story-model/translation-state';
import { StoryDraft } from '../draft/story-draft.ts';

/** Says how far a page is in a language, and lets whoever has read it over say so. */
@Component({
  selector: 'tp-translation-mark',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <p *transloco="let t">
      <span>{{ t('editor.translation.' + state()) }}</span>
      @if (state() === 'draft' || state() === 'outdated') {
        <button type="button" mat-button (click)="review()">{{ t('editor.translation.review') }}</button>
      }
    </p>
  `,
  styles: `
    p {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      align-items: center;
      min-height: 2.5rem;
      color: var(--ink-soft);
    }
  `,
})
export class TranslationMark {
  readonly #draft = inject(StoryDraft);
  readonly tile = input.required<Tile>();
  readonly language = input.required<string>();

  protected readonly state = computed(() =>
    translationState(this.tile(), this.language(), this.#draft.source()),
  );

  protected review(): void {
    const source = this.#draft.source();
    this.#draft.editTile(this.tile().id, { name: 'changeTranslation' }, (tile) =>
      withTranslation(tile, this.language(), { source, reviewed: true }),
    );
  }
}
