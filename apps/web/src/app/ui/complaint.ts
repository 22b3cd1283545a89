import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { ApiProblem } from '../core/api-problem.ts';
import { problemText } from '../core/problem-text.ts';

/** Says why something did not work, and offers to try it again where that can help. */
@Component({
  selector: 'tp-complaint',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <div role="alert" *transloco="let t">
      <p>{{ t(text(), { detail: error().message }) }}</p>
      @if (canTryAgain()) {
        <button type="button" mat-button (click)="tryAgain.emit()">{{ t('frame.tryAgain') }}</button>
      }
    </div>
  `,
  styleUrl: './complaint.css',
})
export class Complaint {
  readonly error = input.required<Error>();
  readonly tryAgain = output<void>();

  protected readonly canTryAgain = computed(() => {
    const error = this.error();
    return !(error instanceof ApiProblem) || error.isRetryable;
  });
  protected readonly text = computed(() => problemText(this.error()));
}
