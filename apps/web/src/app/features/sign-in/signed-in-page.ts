import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { tellSignedIn } from '../../core/signed-in-elsewhere.ts';

/**
 * Where a tab ends up that was opened to sign in again. It tells the tab that waits, and closes itself where the browser lets
 * it: after a page of another host most do not.
 */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h1>{{ t('signIn.organisation.done') }}</h1>
      <p>{{ t('signIn.organisation.closeTab') }}</p>
      <p><a mat-button routerLink="/library">{{ t('signIn.organisation.toLibrary') }}</a></p>
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
      justify-items: center;
      text-align: center;
    }
  `,
})
export class SignedInPage {
  constructor() {
    tellSignedIn();
    window.close();
  }
}
