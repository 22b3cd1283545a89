import { Injectable, signal } from '@angular/core';

interface ExportAddress {
  readonly storyId: string;
  readonly jobId: string;
}

const storageKey = 'taleport.export';

/** The export that this tab shows, until it has ended or is closed; it is there again after a reload. */
@Injectable({ providedIn: 'root' })
export class CurrentExport {
  readonly #address = signal(stored());

  readonly address = this.#address.asReadonly();

  show({ storyId, jobId }: ExportAddress): void {
    sessionStorage.setItem(storageKey, JSON.stringify({ storyId, jobId }));
    this.#address.set({ storyId, jobId });
  }

  close(): void {
    this.forget();
    this.#address.set(undefined);
  }

  /** What has ended well is not shown again after a reload. */
  forget(): void {
    sessionStorage.removeItem(storageKey);
  }
}

function stored(): ExportAddress | undefined {
  const text = sessionStorage.getItem(storageKey);
  return text === null ? undefined : (JSON.parse(text) as ExportAddress);
}
