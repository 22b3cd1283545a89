import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { LanguageNames } from '../../../core/language-names.ts';
import type { ConflictValue as Value } from '../document/conflict-words.ts';
import { OpenStory } from '../open-story.ts';

/** One side of a conflict: a text to read, a picture to look at, a voice to hear. */
@Component({
  selector: 'tp-conflict-value',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @let value = this.value();
      @switch (value.kind) {
        @case ('nothing') { <em>{{ t('editor.conflict.nothing') }}</em> }
        @case ('text') { {{ value.text }} }
        @case ('languages') { {{ languages() }} }
        @case ('word') { {{ t('editor.conflict.words.' + value.word, { number: value.number }) }} }
        @case ('media') {
          @switch (value.mediaKind) {
            @case ('image') { <img [src]="address()" alt="" /> }
            @case ('audio') { <audio controls preload="none" [src]="address()"></audio> }
            @case ('video') { <video controls preload="metadata" [src]="address()"></video> }
          }
        }
      }
    </ng-container>
  `,
  styles: `
    :host {
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
    em {
      color: var(--ink-soft);
    }
    img,
    video,
    audio {
      display: block;
      max-width: 100%;
      max-height: 10rem;
      border-radius: var(--radius-small);
    }
  `,
})
export class ConflictValue {
  readonly #story = inject(OpenStory);
  readonly #names = inject(LanguageNames);
  readonly value = input.required<Value>();
  /** Where media is; left out: with the story that is open. */
  readonly mediaUrl = input<(sha256: string) => string>();

  protected readonly address = computed(() => {
    const value = this.value();
    if (value.kind !== 'media') return undefined;
    return this.mediaUrl()?.(value.sha256) ?? this.#story.mediaUrl(value.sha256);
  });
  protected readonly languages = computed(() => {
    const value = this.value();
    return value.kind === 'languages'
      ? value.languages.map((language) => this.#names.of(language)).join(', ')
      : '';
  });
}
