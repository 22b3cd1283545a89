import { httpResource } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { routePath } from '@taleport/contracts/route';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { StoryVersion, StoryVersionList } from '@taleport/contracts/stories';
import { Api } from '../../../core/api.ts';
import { ApiProblem } from '../../../core/api-problem.ts';
import { ExportDialog } from '../../../core/export-dialog.ts';
import { Formats } from '../../../core/formats.ts';
import { LanguageNames } from '../../../core/language-names.ts';
import { Complaint } from '../../../ui/complaint.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { OpenStory } from '../open-story.ts';

const namedLanguages = 6;

/** What was published until now; any version can become the draft again. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, MatButtonModule, RouterLink, TranslocoDirective],
  templateUrl: './versions-view.html',
  styleUrls: ['../view.css', './versions-view.css'],
})
export class VersionsView {
  readonly #api = inject(Api);
  readonly #saver = inject(DraftSaver);
  readonly #exports = inject(ExportDialog);
  readonly #names = inject(LanguageNames);
  protected readonly formats = inject(Formats);
  protected readonly story = inject(OpenStory);

  protected readonly versions = httpResource<StoryVersionList>(() =>
    routePath(storyRoutes.listVersions, { storyId: this.story.id() }),
  );
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly restored = signal<number | undefined>(undefined);
  protected readonly isBusy = signal(false);

  protected languagesOf({ languages }: StoryVersion): string {
    const named = languages.slice(0, namedLanguages).map((tag) => this.#names.of(tag));
    const others = languages.length - named.length;
    return others > 0 ? `${named.join(', ')} +${others}` : named.join(', ');
  }

  protected exportVersion({ version }: StoryVersion): void {
    const story = this.story.known();
    if (story) this.#exports.open(story, version);
  }

  /** What is being written is saved first: "undo" brings it back. */
  protected async restore({ version }: StoryVersion): Promise<void> {
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      await this.#saver.flush();
      await this.#api.call(storyRoutes.restoreVersion, {
        parameters: { storyId: this.story.id(), version },
        headers: { 'if-match': `"${this.#saver.revision()}"` },
      });
      await this.#saver.reload();
      this.story.reload();
      this.restored.set(version);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}
