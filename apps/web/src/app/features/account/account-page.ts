import { httpResource } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { OwnAccess, OwnSession } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { Api } from '../../core/api.ts';
import { Formats } from '../../core/formats.ts';
import { Session } from '../../core/session.ts';
import { Complaint } from '../../ui/complaint.ts';
import { focusMover, rowAt } from '../../ui/focus-mover.ts';
import { attempt } from './attempt.ts';
import { browserName } from './browser-name.ts';
import { NameForm } from './name-form.ts';
import { PasswordForm } from './password-form.ts';

/** One's own account: the name, the password, and where one is signed in. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, MatButtonModule, NameForm, PasswordForm, TranslocoDirective],
  templateUrl: './account-page.html',
  styleUrl: './account-page.css',
})
export class AccountPage {
  readonly #api = inject(Api);
  readonly #moveFocus = focusMover();
  protected readonly session = inject(Session);
  protected readonly formats = inject(Formats);
  protected readonly nameOf = browserName;
  protected readonly access = httpResource<OwnAccess>(() => accountRoutes.access.url);
  protected readonly ending = attempt();

  protected async end({ id }: OwnSession, index: number): Promise<void> {
    const isEnded = await this.ending.make(() =>
      this.#api.call(accountRoutes.endSession, { parameters: { sessionId: id } }),
    );
    if (!isEnded) return;
    this.access.update(
      (access) =>
        access && { ...access, sessions: access.sessions.filter((each) => each.id !== id) },
    );
    this.#moveFocus(rowAt(index));
  }
}
