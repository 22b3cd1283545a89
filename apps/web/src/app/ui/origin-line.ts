import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ForkedFrom } from '@taleport/contracts/story-fork';

/** Says what a story was made from, and by whom that was. */
@Component({
  selector: 'tp-origin-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      {{ t(names() ? 'fork.fromBy' : 'fork.from', { title: original().title, names: names() }) }}
    </ng-container>
  `,
  styles: `
    :host {
      overflow-wrap: anywhere;
    }
  `,
})
export class OriginLine {
  readonly original = input.required<ForkedFrom>();
  protected readonly names = computed(() => this.original().by.join(', '));
}
