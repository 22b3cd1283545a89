import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { computed, Injectable, inject, signal } from '@angular/core';
import type { Account, SessionState } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { tap } from 'rxjs';
import { Api } from './api.ts';
import { ApiProblem } from './api-problem.ts';

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #api = inject(Api);
  readonly #account = signal<Account | undefined>(undefined);
  readonly #hasEnded = signal(false);
  readonly #awaited = signal<string | undefined>(undefined);

  readonly account = this.#account.asReadonly();
  readonly isAdmin = computed(() => this.#account()?.role === 'admin');
  /** Whether the server no longer knows the session: its page stays as it is until somebody has signed in again. */
  readonly hasEnded = this.#hasEnded.asReadonly();
  /** The e-mail of whoever is to sign in again. */
  readonly awaited = computed(() => this.#awaited() ?? this.#account()?.email ?? '');

  /** Asks whether anybody is signed in, which is no failure where nobody is. */
  async begin(): Promise<void> {
    try {
      const { account } = await this.#api.call<SessionState>(accountRoutes.session);
      this.#account.set(account ?? undefined);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  /** Asks the server who is signed in. */
  async load(): Promise<void> {
    try {
      this.#account.set(await this.#api.call<Account>(accountRoutes.me));
      this.#hasEnded.set(false);
      this.#awaited.set(undefined);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#api.call(accountRoutes.signIn, { body: { email, password } });
    await this.load();
  }

  async signInAsDemo(email: string): Promise<void> {
    await this.#api.call(accountRoutes.demoSignIn, { body: { email } });
    await this.load();
  }

  async signUp(name: string, email: string, password: string): Promise<void> {
    await this.#api.call(accountRoutes.signUp, { body: { name, email, password } });
    await this.load();
  }

  async rename(name: string): Promise<void> {
    this.#account.set(await this.#api.call<Account>(accountRoutes.rename, { body: { name } }));
  }

  async signOut(): Promise<void> {
    await this.#api.call(accountRoutes.signOut);
    this.#account.set(undefined);
    this.#hasEnded.set(false);
  }

  /** Asks for another account than the one that is signed in: its page stays as it is meanwhile. */
  awaitSignIn(email: string): void {
    this.#awaited.set(email);
    this.#hasEnded.set(true);
  }

  /** Notes that the server has forgotten the session. */
  end(): void {
    if (this.#account()) this.#hasEnded.set(true);
  }
}

/** Notices from the answer to any request that the session has ended. */
export const noticeSessionEnd: HttpInterceptorFn = (request, next) => {
  const session = inject(Session);
  const isSignIn =
    request.url.startsWith('/api/auth/') || request.url === accountRoutes.demoSignIn.url;
  return next(request).pipe(
    tap({
      error: (error: unknown) => {
        const status = error instanceof HttpErrorResponse || error instanceof ApiProblem;
        if (status && error.status === 401 && !isSignIn) session.end();
      },
    }),
  );
};
