import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
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

  protected async goOn(): Promise<void> {
    const next = this.next();
    // Only a path of this studio: an address of another host begins with two slashes.
    await this.#router.navigateByUrl(next?.match(/^\/(?!\/)/) ? next : '/library');
  }
}
