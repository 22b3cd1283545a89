import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { isSamePlace, type MediaPlace, mediaAt } from '../document/media-place.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { MediaUploads } from './media-uploads.ts';

interface Take {
  readonly place: MediaPlace;
  readonly file: File;
  /** Where a player finds it. */
  readonly url: string;
}

/** Recordings that are to be listened to before they replace a voice. They wait while one goes to other pages. */
@Injectable()
export class NarrationTakes {
  readonly #draft = inject(StoryDraft);
  readonly #uploads = inject(MediaUploads);
  readonly #takes = signal<readonly Take[]>([]);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#takes().map(({ url }) => URL.revokeObjectURL(url)));
  }

  at(place: MediaPlace): Take | undefined {
    return this.#takes().find((take) => isSamePlace(take.place, place));
  }

  /** A recording goes into its place, or waits beside the voice that is there. */
  add(place: MediaPlace, file: File): void {
    const story = this.#draft.document();
    if (!story || mediaAt(story, place) === undefined) {
      this.#uploads.send(place, file);
      return;
    }
    this.discard(place);
    this.#set([...this.#takes(), { place, file, url: URL.createObjectURL(file) }]);
  }

  use(place: MediaPlace): void {
    const take = this.at(place);
    this.discard(place);
    if (take) this.#uploads.send(place, take.file);
  }

  discard(place: MediaPlace): void {
    const take = this.at(place);
    if (!take) return;
    URL.revokeObjectURL(take.url);
    this.#set(this.#takes().filter((each) => each !== take));
  }

  #set(takes: readonly Take[]): void {
    this.#takes.set(takes);
    this.#uploads.hasTakes.set(takes.length > 0);
  }
}
