import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from './core/session.ts';
import { ExportHost } from './features/export/export-host.ts';
import { SignInAgain } from './features/sign-in/sign-in-again.ts';
import { PackageDrop } from './features/story-import/package-drop.ts';
import { TopBar } from './top-bar.ts';

/** The frame of every page. */
@Component({
  selector: 'tp-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ExportHost, PackageDrop, RouterOutlet, SignInAgain, TopBar, TranslocoDirective],
  templateUrl: './app.html',
  styleUrl: './app.css',
  host: { '(window:dragover)': 'refuseFiles($event)', '(window:drop)': 'refuseFiles($event)' },
})
export class App {
  protected readonly session = inject(Session);

  /** A file that misses its place would be opened by the browser in place of the studio. */
  protected refuseFiles(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  }
}
