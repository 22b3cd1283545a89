import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryDocument } from '@taleport/story-model';
import { storyLimits } from '@taleport/story-model/story-limits';
import { textDirection } from '@taleport/story-model/text-direction';
import { LanguageNames } from '../../../core/language-names.ts';
import { withLanguage } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';

type FrontField = 'title' | 'summary' | 'coverAlt';

/** The title or the summary of the story, or what its cover shows, in one language. */
@Component({
  selector: 'tp-front-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <label *transloco="let t">
      <span class="name">{{ t('editor.details.' + field()) }} <span class="language">{{ names.of(language()) }}</span></span>
      <textarea [lang]="language()" [dir]="direction()" [rows]="field() === 'summary' ? 3 : 1" [maxLength]="maxLength()"
        [value]="value()" (input)="write($any($event.target).value)"></textarea>
    </label>
  `,
  styleUrl: '../pages/text-field.css',
})
export class FrontText {
  readonly #draft = inject(StoryDraft);
  protected readonly names = inject(LanguageNames);
  readonly story = input.required<StoryDocument>();
  readonly field = input.required<FrontField>();
  readonly language = input.required<string>();

  protected readonly direction = computed(() => textDirection(this.language()));
  protected readonly maxLength = computed(() =>
    this.field() === 'summary' ? storyLimits.longTextLength : storyLimits.shortTextLength,
  );
  protected readonly value = computed(() => {
    const [{ title, summary, cover }, field] = [this.story(), this.field()];
    const values = { title, summary, coverAlt: cover?.alt ?? {} }[field];
    return values[this.language()] ?? '';
  });

  protected write(value: string): void {
    const [field, language] = [this.field(), this.language()];
    const edit = { name: 'changeDetails' as const, field: `${field}/${language}` };
    this.#draft.edit(edit, (story) => {
      if (field !== 'coverAlt') {
        return { ...story, [field]: withLanguage(story[field], language, value) };
      }
      const alt = withLanguage(story.cover?.alt ?? {}, language, value);
      return { ...story, cover: story.cover && { ...story.cover, alt } };
    });
  }
}
