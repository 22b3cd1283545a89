import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { FormsModule, type NgForm } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { accountRoutes, passwordLimits } from '@taleport/contracts/routes/accounts';
import { Api } from '../../core/api.ts';
import { Session } from '../../core/session.ts';
import { focusMover } from '../../ui/focus-mover.ts';
import { attempt } from './attempt.ts';

/** Changes the password, for whoever knows the one of before. */
@Component({
  selector: 'tp-password-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormsModule, MatButtonModule, MatFormFieldModule, MatInputModule, TranslocoDirective],
  templateUrl: './password-form.html',
  styleUrl: './account-form.css',
})
export class PasswordForm {
  readonly #api = inject(Api);
  readonly #moveFocus = focusMover();
  protected readonly email = inject(Session).account()?.email;
  protected readonly limits = passwordLimits;
  protected readonly current = signal('');
  protected readonly wanted = signal('');
  protected readonly changing = attempt();
  readonly changed = output<void>();

  /** The name of the text that says what went wrong. */
  protected readonly complaint = computed(() => {
    const code = this.changing.problem()?.code;
    return code && (explained.has(code) ? `account.problems.${code}` : 'signIn.problems.other');
  });

  protected async change(form: NgForm): Promise<void> {
    if (form.invalid) {
      return this.#moveFocus((host) => host.querySelector<HTMLElement>('input.ng-invalid'));
    }
    const body = { currentPassword: this.current(), newPassword: this.wanted() };
    if (!(await this.changing.make(() => this.#api.call(accountRoutes.changePassword, { body })))) {
      return;
    }
    form.resetForm({ current: '', wanted: '' });
    this.changed.emit();
  }
}

const explained = new Set(['invalid_password', 'too_many_requests', 'offline']);
