import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import type { MediaKind } from '@taleport/story-model/media-type';

/** The files that somebody holds over the window: all places that would take them show themselves. */
@Injectable()
export class HeldFiles {
  readonly #held = signal<'pictures' | 'others' | 'any' | undefined>(undefined);

  constructor() {
    const hold = ({ dataTransfer }: DragEvent) => this.#held.set(heldIn(dataTransfer));
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget ?? this.#held.set(undefined);
    const drop = () => this.#held.set(undefined);
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    document.addEventListener('dragover', hold, options);
    document.addEventListener('dragleave', leave, options);
    document.addEventListener('drop', drop, options);
    inject(DestroyRef).onDestroy(() => listening.abort());
  }

  /** Whether a place for this kind of file would take what is held. */
  fit(kind: MediaKind): boolean {
    const held = this.#held();
    return held === 'any' || held === (kind === 'image' ? 'pictures' : 'others');
  }
}

/** Of what is held, browsers tell only the types, and some not even these. */
function heldIn(transfer: DataTransfer | null) {
  if (!transfer?.types.includes('Files')) return undefined;
  const types = [...(transfer.items ?? [])].map(({ type }) => type);
  if (types.length === 0 || types.includes('')) return 'any';
  const pictures = types.filter((type) => type.startsWith('image/')).length;
  if (pictures === types.length) return 'pictures';
  return pictures === 0 ? 'others' : 'any';
}
