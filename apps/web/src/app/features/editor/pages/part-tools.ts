import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { focusMover } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';

/** Puts an answer or an option elsewhere in its list, or takes it away. */
@Component({
  selector: 'tp-part-tools',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <button type="button" mat-icon-button class="up" [disabled]="index() === 0" (click)="move(-1)" [attr.aria-label]="t('editor.parts.up', { number: index() + 1 })"><tp-icon name="up" /></button>
      <button type="button" mat-icon-button class="down" [disabled]="isLast()" (click)="move(1)" [attr.aria-label]="t('editor.parts.down', { number: index() + 1 })"><tp-icon name="down" /></button>
      <button type="button" mat-icon-button (click)="removed.emit()" [attr.aria-label]="t('editor.parts.remove', { number: index() + 1 })"><tp-icon name="bin" /></button>
    </ng-container>
  `,
})
export class PartTools {
  readonly #moveFocus = focusMover();
  readonly index = input.required<number>();
  readonly isLast = input.required<boolean>();
  /** To this index. */
  readonly moved = output<number>();
  readonly removed = output<void>();

  /** The row is drawn anew at its new place, which takes the focus from it. */
  protected move(step: 1 | -1): void {
    const [same, other] = step < 0 ? ['.up', '.down'] : ['.down', '.up'];
    this.#moveFocus((host) =>
      [same, other]
        .map((button) => host.querySelector<HTMLElement>(`${button}:enabled`))
        .find((button) => button !== null),
    );
    this.moved.emit(this.index() + step);
  }
}
