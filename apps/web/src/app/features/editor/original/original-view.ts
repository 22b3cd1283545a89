import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { routePath } from '@taleport/contracts/route';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { LanguageNames } from '../../../core/language-names.ts';
import { Complaint } from '../../../ui/complaint.ts';
import { OriginLine } from '../../../ui/origin-line.ts';
import { ConflictChoices } from '../draft/conflict-choices.ts';
import { OpenStory } from '../open-story.ts';
import { ChangeList } from './change-list.ts';
import { OriginalUpdates } from './original-updates.ts';

/** What a story was made from, and what its author wants of the changes that were made there since. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ChangeList,
    Complaint,
    ConflictChoices,
    MatButtonModule,
    OriginLine,
    RouterLink,
    TranslocoDirective,
  ],
  providers: [OriginalUpdates],
  templateUrl: './original-view.html',
  styleUrls: ['../view.css', './original-view.css'],
})
export class OriginalView {
  readonly #story = inject(OpenStory);
  protected readonly updates = inject(OriginalUpdates);
  protected readonly names = inject(LanguageNames);

  protected readonly original = computed(() => this.#story.known()?.forkedFrom);
  protected readonly isGone = computed(() => this.updates.problem()?.code === 'original_gone');
  protected readonly mediaUrl = computed(() => {
    const slug = this.original()?.slug ?? '';
    const version = this.updates.preview()?.version ?? 0;
    return (sha256: string) => routePath(catalogueRoutes.media, { slug, version, sha256 });
  });

  constructor() {
    void this.updates.look();
  }
}
