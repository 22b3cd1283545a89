import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { nameLength } from '@taleport/contracts/routes/accounts';
import { Session } from '../../core/session.ts';
import { Complaint } from '../../ui/complaint.ts';
import { attempt } from './attempt.ts';

/** Changes how one is called. */
@Component({
  selector: 'tp-name-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
  ],
  template: `
    <form *transloco="let t" #form="ngForm" (ngSubmit)="form.valid && save()" [attr.aria-label]="t('account.name')">
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ t('account.name') }}</mat-label>
        <input matInput name="name" required pattern=".*\\S.*" autocomplete="name" [maxlength]="nameLength" [(ngModel)]="name" />
        <mat-error>{{ t('signIn.nameMissing') }}</mat-error>
      </mat-form-field>
      @if (saving.problem(); as error) {
        <tp-complaint [error]="error" (tryAgain)="save()" />
      }
      <p class="done" role="status">{{ saving.isDone() ? t('account.nameSaved') : '' }}</p>
      <button type="submit" mat-flat-button disabledInteractive [disabled]="saving.isBusy()">{{ t('account.saveName') }}</button>
    </form>
  `,
  styleUrl: './account-form.css',
})
export class NameForm {
  readonly #session = inject(Session);
  protected readonly nameLength = nameLength;
  protected readonly name = signal(this.#session.account()?.name ?? '');
  protected readonly saving = attempt();

  protected async save(): Promise<void> {
    await this.saving.make(() => this.#session.rename(this.name()));
  }
}
