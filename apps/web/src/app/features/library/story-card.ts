import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Story } from '@taleport/contracts/stories';
import { Clock } from '../../core/clock.ts';
import { ExportDialog } from '../../core/export-dialog.ts';
import { Formats } from '../../core/formats.ts';
import { LanguageNames } from '../../core/language-names.ts';
import { publicationState } from '../../core/publication-state.ts';
import { Icon } from '../../ui/icon.ts';
import { OriginLine } from '../../ui/origin-line.ts';
import { Cover } from './cover.ts';

const namedLanguages = 2;

/** A story as one sees it on a shelf. All of it leads to the editor. */
@Component({
  selector: 'tp-story-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Cover,
    Icon,
    MatButtonModule,
    MatMenuModule,
    OriginLine,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './story-card.html',
  styleUrl: './story-card.css',
})
export class StoryCard {
  readonly #clock = inject(Clock);
  readonly #names = inject(LanguageNames);
  protected readonly formats = inject(Formats);
  protected readonly exports = inject(ExportDialog);
  readonly story = input.required<Story>();
  readonly duplicated = output<void>();
  readonly removed = output<void>();

  protected readonly languages = computed(() => {
    const all = this.story().languages;
    const named = all.slice(0, namedLanguages).map((tag) => this.#names.of(tag));
    const others = all.length - named.length;
    return others > 0 ? `${named.join(', ')} +${others}` : named.join(', ');
  });
  protected readonly state = computed(() => publicationState(this.story()));
  protected readonly changed = computed(() =>
    this.formats.ago(this.story().updatedAtUtc, this.#clock.now()),
  );
}
