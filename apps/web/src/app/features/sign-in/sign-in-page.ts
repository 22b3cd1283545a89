import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { OpenBook } from '../../ui/open-book.ts';
import { SignInForm } from './sign-in-form.ts';

/** The first page of whoever is not signed in. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [OpenBook, SignInForm, TranslocoDirective],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export class SignInPage {
  readonly #router = inject(Router);
  /** Where one wanted to go. */
  readonly next = input<string>();

  /** Why the organisation has led back here without a session. */
  readonly error = input<string>();
  /** Only a path of this studio: an address of another host begins with two slashes. */
  protected readonly wanted = computed(() => {
    const next = this.next();
    return next?.match(/^\/(?![/\\])/) ? next : '/library';
  });

  protected async goOn(): Promise<void> {
    await this.#router.navigateByUrl(this.wanted());
  }
}
