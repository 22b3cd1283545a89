import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { routePath } from '@taleport/contracts/route';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import type { Story } from '@taleport/contracts/stories';
import { ExportDialog } from '../../core/export-dialog.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { Icon } from '../../ui/icon.ts';

/** A story as one sees it on a shelf. */
@Component({
  selector: 'tp-story-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  templateUrl: './story-card.html',
  styleUrl: './story-card.css',
})
export class StoryCard {
  readonly #language = inject(InterfaceLanguage);
  protected readonly exports = inject(ExportDialog);
  readonly story = input.required<Story>();

  protected readonly picture = computed(() => {
    const { id, picture } = this.story();
    return picture && routePath(mediaRoutes.get, { storyId: id, sha256: picture });
  });
  protected readonly initial = computed(() => [...this.story().title.trim()][0] ?? '?');
  protected readonly changed = computed(() =>
    new Intl.DateTimeFormat(this.#language.code(), { dateStyle: 'medium' }).format(
      new Date(this.story().updatedAtUtc),
    ),
  );
}
