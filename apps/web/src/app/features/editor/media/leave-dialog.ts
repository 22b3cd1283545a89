import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

/** What would be lost: a file that is being sent, or what the server refuses. */
export type Unsaved = 'sending' | 'refused';

/** Asks whether something is to be given up. Closes with true if so. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, MatDialogModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t('editor.leave.title.' + what) }}</h2>
      <mat-dialog-content>{{ t('editor.leave.lead.' + what) }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button type="button" mat-button [mat-dialog-close]="true">{{ t('editor.leave.leave.' + what) }}</button>
        <button type="button" mat-flat-button [mat-dialog-close]="false" cdkFocusInitial>{{ t('editor.leave.stay') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class LeaveDialog {
  protected readonly what = inject<Unsaved>(MAT_DIALOG_DATA);
}
