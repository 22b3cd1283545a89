import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { OpenBook } from '../ui/open-book.ts';

/** There is no such page. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, OpenBook, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <tp-open-book />
      <h1>{{ t('notFound.title') }}</h1>
      <p><a mat-flat-button routerLink="/">{{ t('notFound.back') }}</a></p>
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
export class NotFoundPage {}
