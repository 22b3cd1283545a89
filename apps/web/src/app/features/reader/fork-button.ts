import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PublishedDocument } from '@taleport/contracts/catalogue';
import { Session } from '../../core/session.ts';
import { Icon } from '../../ui/icon.ts';
import type { ForkWish } from './fork-dialog.ts';

/** Leads from a story that one reads to an own version of it, where its licence and its author allow that. */
@Component({
  selector: 'tp-fork-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (session.account()) {
        <button type="button" mat-stroked-button (click)="open()"><tp-icon name="copy" /> {{ t('fork.make') }}</button>
      } @else {
        <a mat-stroked-button routerLink="/sign-in" [queryParams]="{ next: '/catalogue/' + story().slug }">
          <tp-icon name="copy" /> {{ t('fork.signIn') }}
        </a>
      }
    </ng-container>
  `,
  styles: `
    :host {
      justify-self: start;
    }
    a,
    button {
      height: auto;
      min-height: 2.5rem;
      padding-block: var(--space-2);
    }
  `,
})
export class ForkButton {
  readonly #dialog = inject(MatDialog);
  protected readonly session = inject(Session);
  readonly story = input.required<PublishedDocument>();
  readonly language = input.required<string>();

  protected async open(): Promise<void> {
    const { ForkDialog } = await import('./fork-dialog.ts');
    const data: ForkWish = { story: this.story(), language: this.language() };
    this.#dialog.open(ForkDialog, { data, width: '36rem' });
  }
}
