import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../core/session.ts';
import { OpenBook } from '../ui/open-book.ts';

/** There is no such page. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, OpenBook, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <tp-open-book />
      <h1>{{ t('notFound.title') }}</h1>
      <p>{{ t('notFound.lead') }}</p>
      @if (session.account()) {
        <p><a mat-flat-button routerLink="/library">{{ t('notFound.back') }}</a></p>
      } @else {
        <p><a mat-flat-button routerLink="/catalogue">{{ t('reader.catalogue') }}</a></p>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
      justify-items: center;
      text-align: center;
    }
    tp-open-book {
      width: min(100%, 22rem);
    }
  `,
})
export class NotFoundPage {
  protected readonly session = inject(Session);
}
