import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatRadioModule } from '@angular/material/radio';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import type {
  ImportDecision,
  ImportReport,
  ImportStatusDocument,
} from '@taleport/contracts/story-import';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { JobFeed } from '../../core/jobs/job-feed.ts';
import { LanguageNames } from '../../core/language-names.ts';
import { randomKey } from '../../core/random-key.ts';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';

/** Asks what is to become of a package that was checked. */
@Component({
  selector: 'tp-import-decision-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    Icon,
    MatButtonModule,
    MatCheckboxModule,
    MatRadioModule,
    TranslocoDirective,
  ],
  templateUrl: './import-decision-form.html',
  styleUrl: './import-decision-form.css',
})
export class ImportDecisionForm {
  readonly #api = inject(Api);
  readonly #feed = inject(JobFeed);
  readonly #language = inject(InterfaceLanguage);
  readonly #keys = new Map<string, string>();
  protected readonly names = inject(LanguageNames);
  /** Of the check. */
  readonly jobId = input.required<string>();
  readonly report = input.required<ImportReport>();
  /** The job that imports as was decided. */
  readonly decided = output<ImportStatusDocument>();
  /** What the report says of my story is not so any more. */
  readonly checkAgain = output<void>();

  protected readonly into = signal<ImportDecision['into']>('new-story');
  protected readonly chosen = linkedSignal<readonly string[]>(() => this.report().languages);
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly isOutdated = computed(
    () => this.problem()?.code === 'story_changed_since_check' && this.into() === 'my-story',
  );
  /** What the draft of my story would become, in names of languages and numbers of pages. */
  protected readonly changes = computed(() => {
    const { mine, languages } = this.report();
    if (!mine) return [];
    const { added, changed, removed } = mine.languages;
    const isChosen = (language: string) => this.chosen().includes(language);
    const isLeftOut = (language: string) => !isChosen(language) && !added.includes(language);
    const named = {
      added: added.filter(isChosen),
      changed: changed.filter(isChosen),
      // The new draft has nothing but what is chosen.
      removed: [...removed, ...languages.filter(isLeftOut)],
    };
    return (['added', 'changed', 'removed'] as const).flatMap((kind) => {
      const names = named[kind].map((each) => this.names.of(each)).join(', ');
      const pages = mine.tiles[kind].length;
      return [
        ...(names ? [{ key: `${kind}Languages`, value: names }] : []),
        ...(pages > 0 ? [{ key: `${kind}Pages`, value: String(pages) }] : []),
      ];
    });
  });

  protected choose(language: string, isChosen: boolean): void {
    // In the order of the package.
    this.chosen.update((chosen) =>
      this.report().languages.filter((each) =>
        each === language ? isChosen : chosen.includes(each),
      ),
    );
  }

  protected async startImport(): Promise<void> {
    if (this.chosen().length === 0 || this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    const hasAll = this.chosen().length === this.report().languages.length;
    const { mine } = this.report();
    const decision: ImportDecision = {
      into: this.into(),
      ...(this.into() === 'my-story' && mine && { draftRevision: mine.draftRevision }),
      ...(!hasAll && { languages: [...this.chosen()] }),
    };
    try {
      const job = await this.#api.call<ImportStatusDocument>(storyImportRoutes.apply, {
        parameters: { locale: this.#language.code(), jobId: this.jobId() },
        headers: { 'idempotency-key': this.#keyFor(decision) },
        body: decision,
      });
      this.#feed.tell(job);
      this.decided.emit(job);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }

  /** The same decision is the same import, however often it is sent. */
  #keyFor(decision: ImportDecision): string {
    const words = JSON.stringify(decision);
    const key = this.#keys.get(words) ?? randomKey();
    this.#keys.set(words, key);
    return key;
  }
}
