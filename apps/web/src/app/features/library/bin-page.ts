import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Story } from '@taleport/contracts/stories';
import { ApiProblem } from '../../core/api-problem.ts';
import { Formats } from '../../core/formats.ts';
import { Complaint } from '../../ui/complaint.ts';
import { focusMover } from '../../ui/focus-mover.ts';
import { Icon } from '../../ui/icon.ts';
import { Cover } from './cover.ts';
import { Shelf } from './shelf.ts';

/** The stories that were deleted, as long as they can be brought back. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, Cover, Icon, MatButtonModule, RouterLink, TranslocoDirective],
  providers: [Shelf],
  templateUrl: './bin-page.html',
  styleUrl: './bin-page.css',
})
export class BinPage {
  readonly #formats = inject(Formats);
  readonly #moveFocus = focusMover();
  protected readonly shelf = inject(Shelf);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly placeholders = [0, 1, 2];
  protected readonly restored = signal<Story | undefined>(undefined);

  constructor() {
    this.shelf.isBin.set(true);
    // What was deleted just now is brought back by this page: an "Undo" beside it would be for what is done already.
    inject(MatSnackBar).dismiss();
  }

  protected async restore(story: Story): Promise<void> {
    this.problem.set(undefined);
    this.restored.set(undefined);
    try {
      await this.shelf.restore(story);
      this.restored.set(story);
      this.#moveFocus((host) => host.querySelector<HTMLElement>('.restored a'));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
  }

  protected lastDay({ goneAtUtc }: Story): string {
    return goneAtUtc === undefined ? '' : this.#formats.day(goneAtUtc);
  }
}
