import { httpResource } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import type { SessionOptions } from '@taleport/contracts/accounts';
import { accountRoutes, nameLength, passwordLimits } from '@taleport/contracts/routes/accounts';
import { ApiProblem } from '../../core/api-problem.ts';
import { Session } from '../../core/session.ts';

/** Signs in with an account, or makes one. */
@Component({
  selector: 'tp-sign-in-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormsModule, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  templateUrl: './sign-in-form.html',
  styleUrl: './sign-in-form.css',
})
export class SignInForm {
  readonly #session = inject(Session);
  readonly signedIn = output<void>();

  protected readonly passwordLimits = passwordLimits;
  protected readonly nameLength = nameLength;
  readonly #options = httpResource<SessionOptions>(() => accountRoutes.sessionOptions.url);
  protected readonly isSignUpOpen = computed(
    () => this.#options.hasValue() && this.#options.value().isSignUpOpen,
  );
  protected readonly demoAccounts = computed(() =>
    this.#options.hasValue() ? this.#options.value().demoAccounts : [],
  );
  protected readonly isNew = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly name = signal('');
  protected readonly email = signal(this.#session.awaited());
  protected readonly password = signal('');
  /** The name of the text that says what went wrong. */
  protected readonly complaint = computed(() => {
    const code = this.problem()?.code;
    return code && (complaints.has(code) ? `signIn.problems.${code}` : 'signIn.problems.other');
  });

  protected send(): Promise<void> {
    return this.#enter(() =>
      this.isNew()
        ? this.#session.signUp(this.name(), this.email(), this.password())
        : this.#session.signIn(this.email(), this.password()),
    );
  }

  protected sendDemo(email: string): Promise<void> {
    return this.#enter(() => this.#session.signInAsDemo(email));
  }

  async #enter(enter: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      await enter();
      this.signedIn.emit();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}

const complaints = new Set(['invalid_email_or_password', 'too_many_requests', 'offline']);
