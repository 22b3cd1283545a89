import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { problemText } from '../../../core/problem-text.ts';
import { DraftSaver } from './draft-saver.ts';
import { UnsentDrafts } from './unsent-drafts.ts';

/** Says whether what was written is with the server. */
@Component({
  selector: 'tp-save-mark',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <span role="status" class="mark" [attr.data-state]="shown()" *transloco="let t">
      {{ t('editor.save.' + shown(), { detail: t(why(), { detail: saver.problem()?.message }) }) }}
    </span>
  `,
  styleUrl: './save-mark.css',
})
export class SaveMark {
  readonly #unsent = inject(UnsentDrafts);
  protected readonly saver = inject(DraftSaver);
  protected readonly why = computed(() => {
    const problem = this.saver.problem();
    return problem ? problemText(problem) : '';
  });
  // Whoever writes reads "Saving…" until all of it is there, and no word that changes with every letter.
  protected readonly shown = computed(() => {
    const state = this.saver.state();
    if (state === 'offline' && this.#unsent.isBroken()) return 'onlyHere';
    return state === 'unsaved' ? 'saving' : state;
  });
}
