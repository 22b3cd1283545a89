import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../../../core/session.ts';
import { DraftSaver } from './draft-saver.ts';

/** Says that somebody else is signed in than the one who writes here, and how the text is saved all the same. */
@Component({
  selector: 'tp-other-account-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <section role="alert" *transloco="let t">
      <h2>{{ t('editor.otherAccount.title', { name: session.account()?.email }) }}</h2>
      <p>{{ t('editor.otherAccount.lead', { author: saver.author()?.email }) }}</p>
      <button type="button" mat-flat-button (click)="session.awaitSignIn(saver.author()?.email ?? '')">
        {{ t('editor.otherAccount.signIn', { author: saver.author()?.email }) }}
      </button>
    </section>
  `,
  styleUrl: './conflict-panel.css',
})
export class OtherAccountPanel {
  protected readonly saver = inject(DraftSaver);
  protected readonly session = inject(Session);
}
