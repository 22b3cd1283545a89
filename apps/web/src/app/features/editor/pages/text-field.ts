import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyLimits } from '@taleport/story-model/story-limits';
import { textDirection } from '@taleport/story-model/text-direction';
import type { TileText } from '@taleport/story-model/tile-texts';
import { withTranslation } from '@taleport/story-model/translation-state';
import { LanguageNames } from '../../../core/language-names.ts';
import { withTileText } from '../document/with-tile-text.ts';
import { StoryDraft } from '../draft/story-draft.ts';

/** One text of a page in one language. */
@Component({
  selector: 'tp-text-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <label *transloco="let t">
      <span class="name">{{ t('editor.texts.' + text().role, { number: text().number }) }} <span class="language">{{ names.of(language()) }}</span></span>
      <textarea [class]="text().role" [lang]="language()" [dir]="direction()" [rows]="text().role === 'text' ? 4 : 1" [maxLength]="maxLength()"
        [value]="text().values[language()] ?? ''" (input)="write($any($event.target).value)"></textarea>
    </label>
  `,
  styleUrl: './text-field.css',
})
export class TextField {
  readonly #draft = inject(StoryDraft);
  protected readonly names = inject(LanguageNames);
  readonly tileId = input.required<string>();
  readonly text = input.required<TileText>();
  readonly language = input.required<string>();

  protected readonly direction = computed(() => textDirection(this.language()));
  protected readonly maxLength = computed(() =>
    this.text().role === 'text' ? storyLimits.longTextLength : storyLimits.shortTextLength,
  );

  protected write(value: string): void {
    const { key } = this.text();
    const [id, language, source] = [this.tileId(), this.language(), this.#draft.source()];
    const edit = { name: 'editText' as const, field: `${id}/${key}/${language}` };
    this.#draft.editTile(id, edit, (tile) =>
      withTranslation(withTileText(tile, key, language, value), language, {
        source,
        reviewed: false,
      }),
    );
  }
}
