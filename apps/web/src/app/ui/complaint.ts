import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { ApiProblem } from '../core/api-problem.ts';

/** Says why something did not work, and offers to try it again. */
@Component({
  selector: 'tp-complaint',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <div role="alert" *transloco="let t">
      <p>{{ t(text(), { detail: error().message }) }}</p>
      <button type="button" mat-button (click)="tryAgain.emit()">{{ t('frame.tryAgain') }}</button>
    </div>
  `,
  styleUrl: './complaint.css',
})
export class Complaint {
  readonly error = input.required<Error>();
  readonly tryAgain = output<void>();

  protected readonly text = computed(() => {
    const error = this.error();
    return error instanceof ApiProblem && error.code === 'offline'
      ? 'problems.offline'
      : 'problems.other';
  });
}
