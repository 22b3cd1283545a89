import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { LanguageSearch } from '../../core/language-search.ts';
import { Complaint } from '../../ui/complaint.ts';

/** Begins a story: a title, and the language that it is written in. */
@Component({
  selector: 'tp-new-story',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    MatAutocompleteModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
  ],
  templateUrl: './new-story.html',
  styleUrl: './new-story.css',
  host: { '(document:keydown.escape)': 'canceled.emit()' },
})
export class NewStory {
  readonly #api = inject(Api);
  readonly #languages = inject(LanguageSearch);
  protected readonly titleField = viewChild<ElementRef<HTMLElement>>('titleField');
  readonly made = output<Story>();
  readonly canceled = output<void>();

  protected readonly title = signal('');
  /** A name as it is in the list, or a tag. */
  protected readonly language = signal(this.#languages.nameOf(inject(InterfaceLanguage).code()));
  protected readonly choices = computed(() => this.#languages.matching(this.language()));
  protected readonly complaint = signal<string | undefined>(undefined);
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  constructor() {
    afterNextRender(() => this.titleField()?.nativeElement.focus());
  }

  protected async create(): Promise<void> {
    const title = this.title().trim();
    const language = this.#languages.tagOf(this.language());
    this.complaint.set(complaintAbout(title, language));
    if (title === '' || language === undefined || this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    const document = { title: { [language]: title }, languages: [language] };
    try {
      this.made.emit(await this.#api.call<Story>(storyRoutes.create, { body: { document } }));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}

/** The name of the text that says what is missing. */
function complaintAbout(title: string, language: string | undefined): string | undefined {
  if (title === '') return 'library.titleMissing';
  return language === undefined ? 'library.languageUnknown' : undefined;
}
