import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { InterfaceLanguage, interfaceLanguages } from '../../core/interface-language.ts';
import { Complaint } from '../../ui/complaint.ts';

/** Begins a story: a title, and the language that it is written in. */
@Component({
  selector: 'tp-new-story',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    TranslocoDirective,
  ],
  templateUrl: './new-story.html',
  styleUrl: './new-story.css',
})
export class NewStory {
  readonly #api = inject(Api);
  readonly #interface = inject(InterfaceLanguage);
  readonly made = output<Story>();
  readonly canceled = output<void>();

  protected readonly title = signal('');
  protected readonly language = signal<string>(this.#interface.code());
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly languages = computed(() => {
    const names = new Intl.DisplayNames(this.#interface.code(), { type: 'language' });
    return interfaceLanguages.map((code) => ({ code, name: names.of(code) ?? code }));
  });

  protected async create(): Promise<void> {
    const title = this.title().trim();
    if (title === '' || this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    const language = this.language();
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
