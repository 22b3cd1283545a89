import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormsModule, type NgForm } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { accountRoutes, passwordLimits } from '@taleport/contracts/routes/accounts';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { focusMover } from '../../ui/focus-mover.ts';

/** Where the link of an administrator leads: whoever has it sets a new password, once. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    FormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './new-password-page.html',
  styleUrls: ['./sign-in-form.css', './new-password-page.css'],
})
export class NewPasswordPage {
  readonly #api = inject(Api);
  readonly #moveFocus = focusMover();
  readonly #token = inject(ActivatedRoute).snapshot.fragment ?? '';
  protected readonly limits = passwordLimits;
  protected readonly password = signal('');
  protected readonly isBusy = signal(false);
  protected readonly isDone = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  /** The name of the text that says what went wrong. */
  protected readonly complaint = computed(() => {
    const code = this.problem()?.code;
    return code && `signIn.problems.${explained.has(code) ? code : 'other'}`;
  });

  protected async set({ invalid }: NgForm): Promise<void> {
    if (invalid) return this.#moveFocus((host) => host.querySelector<HTMLElement>('input'));
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    const body = { token: this.#token, newPassword: this.password() };
    try {
      await this.#api.call(accountRoutes.setPassword, { body });
      this.isDone.set(true);
      this.#moveFocus((host) => host.querySelector<HTMLElement>('a'));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}

const explained = new Set(['invalid_token', 'too_many_requests', 'offline']);
