import { A11yModule } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, DestroyRef, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../../core/session.ts';
import { hearSignedIn } from '../../core/signed-in-elsewhere.ts';
import { SignInForm } from './sign-in-form.ts';

/**
 * Lies over a page whose session has ended. The page stays as it is, with all that was not saved yet; so the organisation is
 * visited in another tab, from which this one hears.
 */
@Component({
  selector: 'tp-sign-in-again',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [A11yModule, SignInForm, TranslocoDirective],
  template: `
    <div class="veil" *transloco="let t">
      <section role="dialog" aria-modal="true" aria-labelledby="sign-in-again" cdkTrapFocus cdkTrapFocusAutoCapture>
        <p id="sign-in-again">{{ t('signIn.again') }}</p>
        <tp-sign-in-form isOverPage />
      </section>
    </div>
  `,
  styleUrl: './sign-in-again.css',
})
export class SignInAgain {
  constructor() {
    const session = inject(Session);
    inject(DestroyRef).onDestroy(hearSignedIn(() => void session.load()));
  }
}
