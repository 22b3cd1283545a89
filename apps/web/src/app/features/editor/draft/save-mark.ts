import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { problemText } from '../../../core/problem-text.ts';
import { DraftSaver } from './draft-saver.ts';
import { UnsentDrafts } from './unsent-drafts.ts';

/** The states that need more than a word. */
const explained = new Set(['offline', 'onlyHere', 'signedOut']);

/** Says whether what was written is with the server. */
@Component({
  selector: 'tp-save-mark',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <span role="status" class="mark" [attr.data-state]="shown()">{{ t('editor.save.' + shown()) }}</span>
      <!-- Beside the mark, it would push the page down while one writes. -->
      <p role="status" class="why">
        @if (why(); as text) {
          <span>{{ t(text, { detail: saver.problem()?.message }) }}</span>
        }
      </p>
    </ng-container>
  `,
  styleUrl: './save-mark.css',
})
export class SaveMark {
  readonly #unsent = inject(UnsentDrafts);
  protected readonly saver = inject(DraftSaver);
  // Whoever writes reads "Saving…" until all of it is there, and no word that changes with every letter.
  protected readonly shown = computed(() => {
    const state = this.saver.state();
    if (state === 'offline' && this.#unsent.isBroken()) return 'onlyHere';
    return state === 'unsaved' ? 'saving' : state;
  });
  /** The key of the text that says more. */
  protected readonly why = computed(() => {
    const [state, problem] = [this.shown(), this.saver.problem()];
    if (state === 'refused' && problem) return problemText(problem);
    return explained.has(state) ? `editor.save.why.${state}` : undefined;
  });
}
