import { HttpClient, type HttpEvent, HttpEventType, httpResource } from '@angular/common/http';
import { computed, DestroyRef, Injectable, inject, signal } from '@angular/core';
import type { MediaCode, MediaLimits, UploadedMedia } from '@taleport/contracts/media';
import { routePath } from '@taleport/contracts/route';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { type MediaKind, mediaTypes } from '@taleport/story-model/media-type';
import type { Observable, Subscription } from 'rxjs';
import { ApiProblem } from '../../../core/api-problem.ts';
import { isSamePlace, type MediaPlace, mediaKindOf, withMediaAt } from '../document/media-place.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';

/** A file on its way into the story. */
export interface MediaUpload {
  readonly place: MediaPlace;
  readonly file: File;
  /** Between 0 and 1. */
  readonly done: number;
  readonly problem?: ApiProblem;
}

/** Brings files to the server and puts them into the story; one may go on writing meanwhile. */
@Injectable()
export class MediaUploads {
  readonly #http = inject(HttpClient);
  readonly #draft = inject(StoryDraft);
  readonly #story = inject(OpenStory);
  readonly #uploads = signal<readonly MediaUpload[]>([]);
  readonly #sending = new Map<MediaPlace, Subscription>();
  readonly #limits = httpResource<MediaLimits>(() => mediaRoutes.limits.url);

  readonly uploads = this.#uploads.asReadonly();
  /** Whether a narration is being recorded: it would be lost like a file on its way. */
  readonly isRecording = signal(false);
  /** Whether pages are to be made of pictures that are on their way. */
  readonly isMakingPages = signal(false);
  /** Whether recordings wait to be listened to. */
  readonly hasTakes = signal(false);
  readonly isBusy = computed(
    () =>
      this.isRecording() ||
      this.isMakingPages() ||
      this.hasTakes() ||
      this.#uploads().some(({ problem }) => !problem),
  );

  constructor() {
    // The browser asks in its own words.
    const ask = (event: BeforeUnloadEvent) => this.isBusy() && event.preventDefault();
    addEventListener('beforeunload', ask);
    inject(DestroyRef).onDestroy(() => {
      removeEventListener('beforeunload', ask);
      for (const sending of this.#sending.values()) sending.unsubscribe();
    });
  }

  /** How many bytes a file of a kind can have; undefined where that is not known. */
  maxBytes(kind: MediaKind): number | undefined {
    return this.#limits.hasValue() ? this.#limits.value()[kind] : undefined;
  }

  /** The upload that goes to a place, if there is one. */
  at(place: MediaPlace): MediaUpload | undefined {
    return this.#uploads().find((upload) => isSamePlace(upload.place, place));
  }

  send(place: MediaPlace, file: File): void {
    this.cancel(place);
    this.#uploads.update((uploads) => [...uploads, { place, file, done: 0 }]);
    const problem = this.refusal(mediaKindOf(place), file);
    if (problem) {
      this.#change(place, { problem });
      return;
    }
    const sending = this.post(file).subscribe({
      next: (event) => {
        if (event.type === HttpEventType.UploadProgress) {
          this.#change(place, { done: event.loaded / (event.total ?? file.size) });
        } else if (event.type === HttpEventType.Response && event.body) {
          this.#put(place, event.body);
        }
      },
      error: (problem: unknown) => {
        if (!(problem instanceof ApiProblem)) throw problem;
        this.#change(place, { problem });
      },
    });
    this.#sending.set(place, sending);
  }

  /** Puts a file that the server has into the story, or takes away what stands there. */
  place(place: MediaPlace, media: string | undefined): void {
    const edit = { name: `changeMedia_${place.part}` as const, ...this.#tileNumber(place) };
    this.#draft.edit(edit, (story) => withMediaAt(story, place, media));
  }

  /** Brings a file to the server once it is subscribed to; the story stays as it is. */
  post(file: File): Observable<HttpEvent<UploadedMedia>> {
    const url = routePath(mediaRoutes.upload, { storyId: this.#story.id() });
    const headers = { 'content-type': file.type || 'application/octet-stream' };
    return this.#http.post<UploadedMedia>(url, file, {
      headers,
      observe: 'events',
      reportProgress: true,
    });
  }

  /** Why a file need not be sent: the server would refuse it, or the story could not be saved with it. */
  refusal(kind: MediaKind, { type, size }: File): ApiProblem | undefined {
    const isPicture = type.startsWith('image/');
    // Sounds and videos are told apart by content: many a sound comes in a file of a video's type.
    if (type !== '' && isPicture !== (kind === 'image')) return refused('media_type_unsupported');
    const maxBytes = this.maxBytes(kind) ?? Number.POSITIVE_INFINITY;
    return size > maxBytes ? refused('media_too_large') : undefined;
  }

  cancel(place: MediaPlace): void {
    for (const [sent, sending] of this.#sending) {
      if (!isSamePlace(sent, place)) continue;
      sending.unsubscribe();
      this.#sending.delete(sent);
    }
    this.#uploads.update((uploads) => uploads.filter((each) => !isSamePlace(each.place, place)));
  }

  #put(place: MediaPlace, { sha256, mediaType }: UploadedMedia): void {
    if (mediaTypes[mediaType].kind !== mediaKindOf(place)) {
      this.#change(place, { problem: refused('media_type_unsupported') });
      return;
    }
    this.place(place, sha256);
    this.cancel(place);
  }

  #tileNumber(place: MediaPlace): { tileNumber?: number } {
    if (!('tileId' in place)) return {};
    return { tileNumber: this.#draft.tiles().findIndex(({ id }) => id === place.tileId) + 1 };
  }

  #change(place: MediaPlace, change: Partial<MediaUpload>): void {
    this.#uploads.update((uploads) =>
      uploads.map((each) => (isSamePlace(each.place, place) ? { ...each, ...change } : each)),
    );
  }
}

export function refused(code: MediaCode): ApiProblem {
  return new ApiProblem(422, code, '');
}
