import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { ConflictChoices, placeKey } from './conflict-choices.ts';
import { DraftSaver } from './draft-saver.ts';
import { StoryDraft } from './story-draft.ts';

/** Shows what two editors have written in the same places, and lets the author choose. */
@Component({
  selector: 'tp-conflict-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConflictChoices, MatButtonModule, TranslocoDirective],
  templateUrl: './conflict-panel.html',
  styleUrl: './conflict-panel.css',
})
export class ConflictPanel {
  protected readonly saver = inject(DraftSaver);
  protected readonly draft = inject(StoryDraft);
  /** The places where the other side is taken. */
  protected readonly theirs = signal<ReadonlySet<string>>(new Set());

  protected settle(): void {
    this.saver.settle(({ path }) => this.theirs().has(placeKey(path)));
    this.theirs.set(new Set());
  }
}
