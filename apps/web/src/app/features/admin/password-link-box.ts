import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PasswordLink } from '@taleport/contracts/accounts';
import { Formats } from '../../core/formats.ts';
import { focusMover } from '../../ui/focus-mover.ts';
import { Icon } from '../../ui/icon.ts';

/** A link for a new password, to be handed on: nobody can see it again. */
@Component({
  selector: 'tp-password-link-box',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <section *transloco="let t">
      <h2>{{ t('admin.accounts.linkFor', { name: name() }) }}</h2>
      <p>{{ t('admin.accounts.linkLead', { until: formats.moment(link().goodUntilUtc) }) }}</p>
      <input type="text" readonly [value]="link().url" [attr.aria-label]="t('admin.accounts.linkFor', { name: name() })" (focus)="select($event)" />
      <p class="actions">
        <button type="button" mat-flat-button (click)="copy()"><tp-icon [name]="isCopied() ? 'check' : 'copy'" /> {{ t(isCopied() ? 'admin.accounts.copied' : 'admin.accounts.copy') }}</button>
        <button type="button" mat-button (click)="closed.emit()">{{ t('library.close') }}</button>
      </p>
    </section>
  `,
  styleUrl: './password-link-box.css',
})
export class PasswordLinkBox {
  protected readonly formats = inject(Formats);
  readonly link = input.required<PasswordLink>();
  /** Whose password it sets. */
  readonly name = input.required<string>();
  readonly closed = output<void>();
  protected readonly isCopied = signal(false);

  constructor() {
    focusMover()((host) => host.querySelector('input'));
  }

  protected select({ target }: Event): void {
    if (target instanceof HTMLInputElement) target.select();
  }

  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.link().url);
    this.isCopied.set(true);
  }
}
