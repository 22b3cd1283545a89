import { ChangeDetectionStrategy, Component, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../../ui/icon.ts';

/** Where packages are chosen. They can be dropped too: that is listened to everywhere in the studio. */
@Component({
  selector: 'tp-package-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `
    <label *transloco="let t">
      <tp-icon name="upload" />
      <strong>{{ t('import.choose') }}</strong>
      <span>{{ t('import.drop') }}</span>
      <input #field class="visually-hidden" type="file" multiple accept=".zip,application/zip" [attr.aria-label]="t('import.choose')"
        (change)="choose(field)" />
    </label>
  `,
  styles: `
    label {
      display: grid;
      gap: var(--space-1);
      justify-items: center;
      padding: var(--space-8) var(--space-4);
      border: 2px dashed var(--line-strong);
      border-radius: var(--radius-large);
      background: var(--sheet);
      text-align: center;
      cursor: pointer;
    }
    label:hover {
      border-color: var(--accent);
    }
    label:has(:focus-visible) {
      outline: 3px solid var(--lamp);
      outline-offset: 2px;
    }
    strong {
      color: var(--accent);
      font-size: 1.15rem;
    }
    span {
      color: var(--ink-soft);
    }
  `,
})
export class PackageChoice {
  readonly chosen = output<readonly File[]>();

  protected choose(field: HTMLInputElement): void {
    this.chosen.emit([...(field.files ?? [])]);
    // The same file can be chosen again.
    field.value = '';
  }
}
