import { httpResource } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatRadioModule } from '@angular/material/radio';
import { TranslocoDirective } from '@jsverse/transloco';
import { routePath } from '@taleport/contracts/route';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportEstimate } from '@taleport/contracts/story-export';
import { ApiProblem } from '../../core/api-problem.ts';
import type { ExportWish } from '../../core/export-dialog.ts';
import { Formats } from '../../core/formats.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { JobFeed } from '../../core/jobs/job-feed.ts';
import { PackageDownloads } from '../../core/jobs/package-downloads.ts';
import { LanguageNames } from '../../core/language-names.ts';
import { randomKey } from '../../core/random-key.ts';
import { Complaint } from '../../ui/complaint.ts';
import { CurrentExport } from './current-export.ts';
import { type ExportChoice, estimateQuery } from './export-choice.ts';
import { StoryEditorService } from './story-editor-service.ts';

const mediaKinds = ['images', 'audio', 'video'] as const;
const everything = { images: true, audio: true, video: true };

/** What is to be in the package, and how large it will be. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatDialogModule,
    MatRadioModule,
    TranslocoDirective,
  ],
  templateUrl: './export-form.html',
  styleUrl: './export-form.css',
})
export class ExportForm {
  readonly #editor = inject(StoryEditorService);
  readonly #feed = inject(JobFeed);
  readonly #downloads = inject(PackageDownloads);
  readonly #current = inject(CurrentExport);
  readonly #dialog = inject(MatDialogRef<ExportForm>);
  readonly #language = inject(InterfaceLanguage);
  /** One for each choice that was sent from this dialog: a second click asks for the same job. */
  readonly #keys = new Map<string, string>();
  protected readonly wish = inject<ExportWish>(MAT_DIALOG_DATA);
  protected readonly formats = inject(Formats);
  protected readonly names = inject(LanguageNames);

  protected readonly kinds = mediaKinds;
  protected readonly published = this.wish.story.publishedVersion ?? this.wish.story.latestVersion;
  protected readonly version = signal<number | 'draft'>(
    this.wish.version ?? this.wish.story.publishedVersion ?? 'draft',
  );
  protected readonly include = signal(everything);
  protected readonly leftOut = signal<ReadonlySet<string>>(new Set());
  protected readonly listsMissing = signal(false);
  protected readonly isSending = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  /** All that the chosen version has. */
  protected readonly whole = this.#estimate(() => ({
    storyId: this.wish.story.id,
    version: this.version(),
    include: everything,
    languages: undefined,
    onMissing: 'fail',
  }));
  protected readonly languages = computed(() =>
    this.whole.hasValue() ? this.whole.value().languages : [],
  );
  protected readonly chosen = computed(() =>
    this.languages().filter((language) => !this.leftOut().has(language)),
  );
  readonly #choice = computed<ExportChoice | undefined>(() => {
    const languages = this.chosen();
    if (languages.length === 0) return undefined;
    return {
      storyId: this.wish.story.id,
      version: this.version(),
      include: this.include(),
      languages: languages.length === this.languages().length ? undefined : languages,
      onMissing: this.listsMissing() ? 'list' : 'fail',
    };
  });
  protected readonly estimate = this.#estimate(() => this.#choice());
  protected readonly canSend = computed(() => this.#choice() !== undefined && !this.isSending());

  protected setIncluded(kind: (typeof mediaKinds)[number], isIncluded: boolean): void {
    this.include.update((include) => ({ ...include, [kind]: isIncluded }));
  }

  protected setLanguage(language: string, isChosen: boolean): void {
    const leftOut = new Set(this.leftOut());
    if (isChosen) leftOut.delete(language);
    else leftOut.add(language);
    this.leftOut.set(leftOut);
  }

  protected setAllLanguages(areChosen: boolean): void {
    this.leftOut.set(new Set(areChosen ? [] : this.languages()));
  }

  protected async startExport(): Promise<void> {
    const choice = this.#choice();
    if (!choice || this.isSending()) return;
    this.isSending.set(true);
    this.problem.set(undefined);
    try {
      const job = await this.#editor.exportFullStoryAsync(choice, this.#keyFor(choice));
      this.#downloads.want(job.jobId);
      this.#feed.tell(job);
      this.#current.show(job);
      this.#dialog.close();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isSending.set(false);
    }
  }

  #estimate(choice: () => ExportChoice | undefined) {
    return httpResource<ExportEstimate>(() => {
      const chosen = choice();
      if (!chosen) return undefined;
      const { storyId } = chosen;
      return {
        url: routePath(storyExportRoutes.estimate, { locale: this.#language.code(), storyId }),
        params: estimateQuery(chosen),
      };
    });
  }

  #keyFor(choice: ExportChoice): string {
    const words = JSON.stringify(choice);
    const key = this.#keys.get(words) ?? randomKey();
    this.#keys.set(words, key);
    return key;
  }
}
