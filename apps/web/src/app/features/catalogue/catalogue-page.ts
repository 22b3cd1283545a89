import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { knownLanguages } from '../../core/known-languages.ts';
import { LanguageNames } from '../../core/language-names.ts';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';
import { OpenBook } from '../../ui/open-book.ts';
import { CatalogueCard } from './catalogue-card.ts';
import { CatalogueSearch } from './catalogue-search.ts';

/** The stories that everybody can read. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CatalogueCard,
    Complaint,
    FormsModule,
    Icon,
    MatButtonModule,
    OpenBook,
    TranslocoDirective,
  ],
  providers: [CatalogueSearch],
  templateUrl: './catalogue-page.html',
  styleUrl: '../library/library-page.css',
})
export class CataloguePage {
  readonly #names = inject(LanguageNames);
  protected readonly search = inject(CatalogueSearch);
  protected readonly placeholders = Array.from({ length: 8 }, (_, index) => index);
  protected readonly languages = computed(() =>
    knownLanguages
      .map((code) => ({ code, name: this.#names.of(code) }))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  );
}
