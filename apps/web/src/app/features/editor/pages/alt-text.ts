import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Tile } from '@taleport/story-model';
import { storyLimits } from '@taleport/story-model/story-limits';
import { textDirection } from '@taleport/story-model/text-direction';
import { LanguageNames } from '../../../core/language-names.ts';
import { withLanguage } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';

/** What the picture of a page shows, for whoever does not see it. */
@Component({
  selector: 'tp-alt-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <label *transloco="let t">
      <span class="name">{{ t('editor.texts.alt') }} <span class="language">{{ names.of(language()) }}</span></span>
      <textarea rows="1" [lang]="language()" [dir]="direction()" [maxLength]="maxLength"
        [value]="tile().picture?.alt?.[language()] ?? ''" (input)="write($any($event.target).value)"></textarea>
    </label>
  `,
  styleUrl: './text-field.css',
})
export class AltText {
  readonly #draft = inject(StoryDraft);
  protected readonly names = inject(LanguageNames);
  readonly tile = input.required<Tile>();
  readonly language = input.required<string>();
  protected readonly maxLength = storyLimits.shortTextLength;
  protected readonly direction = computed(() => textDirection(this.language()));

  protected write(value: string): void {
    const [{ id }, language] = [this.tile(), this.language()];
    this.#draft.editTile(id, { name: 'editAlt', field: `${id}/alt/${language}` }, (tile) =>
      tile.picture
        ? {
            ...tile,
            picture: { ...tile.picture, alt: withLanguage(tile.picture.alt, language, value) },
          }
        : tile,
    );
  }
}
