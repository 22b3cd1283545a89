import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PublishedDocument } from '@taleport/contracts/catalogue';
import { agesInFigures } from '@taleport/story-model/age-range';
import { textDirection } from '@taleport/story-model/text-direction';
import { Formats } from '../../core/formats.ts';
import { LanguageNames } from '../../core/language-names.ts';

/** What there is to know of a story: who made it, for whom, in which languages, under which licence. */
@Component({
  selector: 'tp-story-facts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  templateUrl: './story-facts.html',
  styleUrl: './story-facts.css',
})
export class StoryFacts {
  readonly #names = inject(LanguageNames);
  protected readonly formats = inject(Formats);
  protected readonly ages = agesInFigures;
  readonly story = input.required<PublishedDocument>();
  readonly language = input.required<string>();

  protected readonly document = computed(() => this.story().document);
  /** In the language that is read, or in another that has credits. */
  protected readonly credits = computed(() => {
    const { credits, languages } = this.document();
    const tag = [this.language(), ...languages].find((each) => credits[each]?.length) ?? '';
    return { language: tag, direction: textDirection(tag), rows: credits[tag] ?? [] };
  });
  protected readonly languages = computed(() =>
    this.document()
      .languages.map((tag) => this.#names.of(tag))
      .join(', '),
  );
}
