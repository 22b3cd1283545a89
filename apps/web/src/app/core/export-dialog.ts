import { Injectable, signal } from '@angular/core';
import type { Story } from '@taleport/contracts/stories';

/** A story that is to be exported, or one of its published versions. */
export interface ExportWish {
  readonly story: Pick<Story, 'id' | 'title' | 'latestVersion' | 'publishedVersion'>;
  /** The version to export; left out, one chooses between the draft and what is published. */
  readonly version?: number | undefined;
}

/** Asks the frame of the page, from anywhere, to show the dialog of a Full Export. */
@Injectable({ providedIn: 'root' })
export class ExportDialog {
  readonly #wish = signal<ExportWish | undefined>(undefined);

  readonly wish = this.#wish.asReadonly();

  open(story: ExportWish['story'], version?: number): void {
    this.#wish.set({ story, version });
  }

  close(): void {
    this.#wish.set(undefined);
  }
}
