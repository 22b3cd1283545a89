import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../../ui/icon.ts';
import { PackageUploads } from './package-uploads.ts';

/** What browsers call a ZIP file; only its name is known when it is dropped, and only this while it is held over the page. */
const zipTypes = ['application/zip', 'application/x-zip-compressed'];

/** Takes packages that are dropped anywhere in the studio. */
@Component({
  selector: 'tp-package-drop',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `
    @if (isOver()) {
      <div class="curtain" aria-hidden="true" *transloco="let t">
        <p><tp-icon name="upload" /> {{ t('import.dropHere') }}</p>
      </div>
    }
  `,
  styles: `
    .curtain {
      position: fixed;
      inset: 0;
      z-index: 1200;
      display: grid;
      place-items: center;
      border: 4px dashed var(--lamp);
      background: color-mix(in srgb, var(--paper) 85%, transparent);
      pointer-events: none;
    }
    p {
      padding: var(--space-6) var(--space-8);
      border-radius: var(--radius);
      background: var(--sheet);
      box-shadow: var(--shadow-raised);
      font: 600 1.4rem / 1.3 var(--font-story);
    }
  `,
  host: {
    '(document:dragover)': 'holdOver($event)',
    '(document:dragleave)': 'leave($event)',
    '(document:drop)': 'take($event)',
  },
})
export class PackageDrop {
  readonly #packages = inject(PackageUploads);
  readonly #router = inject(Router);
  protected readonly isOver = signal(false);

  protected holdOver(event: DragEvent): void {
    const held = [...(event.dataTransfer?.items ?? [])];
    const isPackage = held.some(({ kind, type }) => kind === 'file' && zipTypes.includes(type));
    if (!isPackage) return;
    // Without this, the browser would open the file.
    event.preventDefault();
    this.isOver.set(true);
  }

  protected leave({ relatedTarget }: DragEvent): void {
    if (relatedTarget === null) this.isOver.set(false);
  }

  protected take(event: DragEvent): void {
    this.isOver.set(false);
    // A field of the editor has taken it.
    if (event.defaultPrevented) return;
    const files = [...(event.dataTransfer?.files ?? [])];
    const packages = files.filter(({ name }) => name.toLowerCase().endsWith('.zip'));
    if (packages.length === 0) return;
    event.preventDefault();
    for (const file of packages) this.#packages.send(file);
    void this.#router.navigate(['/import']);
  }
}
