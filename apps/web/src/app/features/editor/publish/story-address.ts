import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../../../ui/icon.ts';

/** Where readers find a story: to be opened, or to be copied into a letter. */
@Component({
  selector: 'tp-story-address',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <a [href]="address()" target="_blank">{{ address() }}</a>
      <button type="button" mat-button (click)="copy()">
        <tp-icon [name]="isCopied() ? 'check' : 'copy'" /> {{ t(isCopied() ? 'publish.copied' : 'publish.copy') }}
      </button>
      <span role="status" class="visually-hidden">{{ isCopied() ? t('publish.copied') : '' }}</span>
    </ng-container>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-2);
      align-items: center;
    }

    a {
      overflow-wrap: anywhere;
    }
  `,
})
export class StoryAddress {
  // Works also where the browser gives pages no clipboard, as it does without HTTPS.
  readonly #clipboard = inject(Clipboard);
  readonly address = input.required<string>();
  protected readonly isCopied = signal(false);

  protected copy(): void {
    this.isCopied.set(this.#clipboard.copy(this.address()));
  }
}
