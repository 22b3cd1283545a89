import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

/** Asks whether a file that is still being sent is to be given up. Closes with true if so. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, MatDialogModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t('editor.leave.title') }}</h2>
      <mat-dialog-content>{{ t('editor.leave.lead') }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button type="button" mat-button [mat-dialog-close]="true">{{ t('editor.leave.leave') }}</button>
        <button type="button" mat-flat-button [mat-dialog-close]="false" cdkFocusInitial>{{ t('editor.leave.stay') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class LeaveDialog {}
