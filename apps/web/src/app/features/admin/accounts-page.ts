import { httpResource } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  debounced,
  inject,
  linkedSignal,
  signal,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { AccountList, ListedAccount, PasswordLink } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { Formats } from '../../core/formats.ts';
import { Session } from '../../core/session.ts';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';
import { PasswordLinkBox } from './password-link-box.ts';

const typingPauseMs = 250;

/** For admins: the accounts of everyone, and what can be done about them. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, FormsModule, Icon, MatButtonModule, PasswordLinkBox, TranslocoDirective],
  templateUrl: './accounts-page.html',
  styleUrl: './accounts-page.css',
})
export class AccountsPage {
  readonly #api = inject(Api);
  protected readonly formats = inject(Formats);
  protected readonly me = inject(Session).account;
  protected readonly query = signal('');
  readonly #settled = debounced(() => this.query().trim(), typingPauseMs);
  readonly #first = httpResource<AccountList>(() => ({
    url: accountRoutes.list.url,
    params: this.#filter(),
  }));
  protected readonly page = this.#first;
  /** What was read last, while another search is under way. */
  protected readonly shown = linkedSignal<AccountList | undefined, AccountList | undefined>({
    source: () => (this.#first.hasValue() ? this.#first.value() : undefined),
    computation: (list, before) => list ?? before?.value,
  });
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  /** The last link that was made, which is nowhere else. */
  protected readonly link = signal<(PasswordLink & { account: ListedAccount }) | undefined>(
    undefined,
  );

  protected async loadMore(cursor: string): Promise<void> {
    await this.#try(async () => {
      const query = { ...this.#filter(), cursor };
      const more = await this.#api.call<AccountList>(accountRoutes.list, { query });
      // The answer to another search is not for this list.
      if (this.shown()?.nextCursor !== cursor) return;
      this.shown.update(
        (list) => list && { ...more, accounts: [...list.accounts, ...more.accounts] },
      );
    });
  }

  protected async makeLink(account: ListedAccount): Promise<void> {
    this.link.set(undefined);
    await this.#try(async () => {
      const parameters = { accountId: account.id };
      const made = await this.#api.call<PasswordLink>(accountRoutes.createPasswordLink, {
        parameters,
      });
      this.link.set({ ...made, account });
    });
  }

  protected async suspend({ id }: ListedAccount, isSuspended: boolean): Promise<void> {
    await this.#try(async () => {
      const parameters = { accountId: id };
      await this.#api.call(accountRoutes.suspend, { parameters, body: { isSuspended } });
      this.shown.update(
        (list) =>
          list && {
            ...list,
            accounts: list.accounts.map((each) =>
              each.id === id ? { ...each, isSuspended } : each,
            ),
          },
      );
    });
  }

  #filter(): { q?: string } {
    const q = this.#settled.hasValue() ? this.#settled.value() : '';
    return q === '' ? {} : { q };
  }

  async #try(ask: () => Promise<void>): Promise<void> {
    this.problem.set(undefined);
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
  }
}
