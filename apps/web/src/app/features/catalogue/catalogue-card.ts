import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CatalogueStory } from '@taleport/contracts/catalogue';
import { agesInFigures } from '@taleport/story-model/age-range';
import { textDirection } from '@taleport/story-model/text-direction';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { LanguageNames } from '../../core/language-names.ts';
import { inLanguage } from './in-language.ts';

/** A published story as readers see it on the shelf. All of it leads to the story. */
@Component({
  selector: 'tp-catalogue-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoDirective],
  templateUrl: './catalogue-card.html',
  styleUrl: './catalogue-card.css',
})
export class CatalogueCard {
  readonly #language = inject(InterfaceLanguage);
  protected readonly ages = agesInFigures;
  readonly #names = inject(LanguageNames);
  readonly story = input.required<CatalogueStory>();
  /** The language that readers look for; empty for that of the interface. */
  readonly wanted = input('');

  readonly #wanted = computed(() => this.wanted() || this.#language.code());
  protected readonly title = computed(() =>
    inLanguage(this.story().title, this.#wanted(), this.story().languages),
  );
  protected readonly summary = computed(() =>
    inLanguage(this.story().summary, this.title().language, this.story().languages),
  );
  protected readonly direction = computed(() => textDirection(this.title().language));
  protected readonly languages = computed(() => {
    const names = this.story()
      .languages.slice(0, 3)
      .map((tag) => this.#names.of(tag));
    const others = this.story().languages.length - names.length;
    return others > 0 ? `${names.join(', ')} +${others}` : names.join(', ');
  });
}
