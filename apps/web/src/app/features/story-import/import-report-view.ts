import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ImportReport } from '@taleport/contracts/story-import';
import { Formats } from '../../core/formats.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { LanguageNames } from '../../core/language-names.ts';

/** What was found in a package, as its author wants to read it. */
@Component({
  selector: 'tp-import-report-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  templateUrl: './import-report-view.html',
  styleUrl: './import-report-view.css',
})
export class ImportReportView {
  readonly #language = inject(InterfaceLanguage);
  readonly #names = inject(LanguageNames);
  protected readonly formats = inject(Formats);
  readonly report = input.required<ImportReport>();

  /** In the language of the interface, or in the first that has one. */
  protected readonly title = computed(() => {
    const { title, languages, slug } = this.report();
    const language = [this.#language.code(), ...languages].find((each) => title[each]);
    return language === undefined
      ? { text: slug.wanted, language: '' }
      : { text: title[language] ?? '', language };
  });
  protected readonly languages = computed(() =>
    this.report()
      .languages.map((language) => this.#names.of(language))
      .join(', '),
  );
  protected readonly media = computed(() =>
    (['new', 'mine', 'missing'] as const)
      .map((kind) => ({ kind, ...this.report().media[kind] }))
      .filter(({ files }) => files > 0),
  );
}
