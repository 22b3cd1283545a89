import { httpResource } from '@angular/common/http';
import {
  afterRenderEffect,
  booleanAttribute,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { FormsModule, type NgForm } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import type { SessionOptions } from '@taleport/contracts/accounts';
import {
  accountRoutes,
  nameLength,
  organisationProblems,
  passwordLimits,
} from '@taleport/contracts/routes/accounts';
import { ApiProblem } from '../../core/api-problem.ts';
import { Session } from '../../core/session.ts';
import { focusMover } from '../../ui/focus-mover.ts';

/** Signs in with an account, or makes one; leads to the page of the organisation. */
@Component({
  selector: 'tp-sign-in-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormsModule, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  templateUrl: './sign-in-form.html',
  styleUrl: './sign-in-form.css',
})
export class SignInForm {
  readonly #session = inject(Session);
  readonly #moveFocus = focusMover();
  /** Whether it lies over a page that must not be left. */
  readonly isOverPage = input(false, { transform: booleanAttribute });
  /** The path that the organisation leads back to. */
  readonly next = input('/library');
  /** The code with which the organisation has let nobody in. */
  readonly turnedAway = input<string>();
  readonly signedIn = output<void>();

  protected readonly passwordLimits = passwordLimits;
  protected readonly nameLength = nameLength;
  /** What the server takes for one, roughly. */
  protected readonly emailPattern = '[^@\\s]+@[^@\\s]+\\.[^@\\s.]+';
  readonly #options = httpResource<SessionOptions>(() => accountRoutes.sessionOptions.url);
  /** Which ways in there are is known, or cannot be: then passwords are tried. */
  protected readonly isKnown = computed(() => !this.#options.isLoading());
  protected readonly hasLocalAccounts = computed(
    () => !this.#options.hasValue() || this.#options.value().hasLocalAccounts,
  );
  protected readonly organisation = computed(() =>
    this.#options.hasValue() ? this.#options.value().organisation : null,
  );
  protected readonly organisationLink = computed(() => {
    const next = this.isOverPage() ? '/signed-in' : this.next();
    const hint = this.#session.awaited();
    const query = new URLSearchParams({ next, ...(hint && { hint }) });
    return `${accountRoutes.organisationSignIn.url}?${query}`;
  });
  protected readonly isSignUpOpen = computed(
    () => this.#options.hasValue() && this.#options.value().isSignUpOpen,
  );
  protected readonly demoAccounts = computed(() => {
    const accounts = this.#options.hasValue() ? this.#options.value().demoAccounts : [];
    if (!this.isOverPage()) return accounts;
    // Nobody else goes on with what the page has.
    return accounts.filter(({ email }) => email === this.#session.awaited());
  });
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

  /** Where no attempt was made since, the name of the text that says why the organisation let nobody in. */
  protected readonly refusal = computed(() => {
    const code = this.turnedAway();
    if (code === undefined || this.problem()) return undefined;
    const known = organisationProblems.find((problem) => problem === code) ?? 'provider_failed';
    return `signIn.organisation.problems.${known}`;
  });

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // What the dialog would have given the focus to is there only now.
    afterRenderEffect(() => {
      if (this.isOverPage() && this.isKnown()) host.querySelector<HTMLElement>('a, input')?.focus();
    });
  }

  protected async send({ invalid }: NgForm): Promise<void> {
    if (invalid)
      return this.#moveFocus((host) => host.querySelector<HTMLElement>('input.ng-invalid'));
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

/** The codes that there are words for. */
const complaints = new Set([
  'account_suspended',
  'demo_off',
  'invalid_email_or_password',
  'too_many_requests',
  'offline',
  'user_already_exists_use_another_email',
]);
