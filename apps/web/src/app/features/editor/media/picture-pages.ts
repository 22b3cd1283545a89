import { HttpEventType } from '@angular/common/http';
import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { mediaTypes } from '@taleport/story-model/media-type';
import { catchError, concatMap, filter, from, map, type Observable, of, tap, toArray } from 'rxjs';
import { ApiProblem } from '../../../core/api-problem.ts';
import { type PicturesPlace, withPictures } from '../document/new-pages.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { MediaUploads, refused } from './media-uploads.ts';

interface Sent {
  readonly file: File;
  /** The SHA-256 of the picture, where it was taken. */
  readonly media?: string;
  readonly problem?: ApiProblem;
}

/** Makes a page of each of many pictures, in their order, once all are there: one edit, which is undone as one. */
@Injectable()
export class PicturePages {
  readonly #draft = inject(StoryDraft);
  readonly #uploads = inject(MediaUploads);
  readonly #progress = signal<{ done: number; all: number } | undefined>(undefined);
  readonly #refusals = signal<readonly Required<Omit<Sent, 'media'>>[]>([]);
  #cancel: (() => void) | undefined;

  readonly progress = this.#progress.asReadonly();
  /** The files of which no page was made. */
  readonly refusals = this.#refusals.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#cancel?.());
  }

  send(files: readonly File[], place: PicturesPlace): void {
    this.cancel();
    this.#uploads.isMakingPages.set(true);
    this.#progress.set({ done: 0, all: files.length });
    const sending = from(files)
      .pipe(
        concatMap((file) => this.#sent(file)),
        tap(() => this.#progress.update((now) => now && { ...now, done: now.done + 1 })),
        toArray(),
      )
      .subscribe((all) => {
        this.cancel();
        this.#insert(all, place);
        this.#refusals.set(all.flatMap(({ file, problem }) => (problem ? { file, problem } : [])));
      });
    this.#cancel = () => sending.unsubscribe();
  }

  cancel(): void {
    this.#cancel?.();
    this.#progress.set(undefined);
    this.#refusals.set([]);
    this.#uploads.isMakingPages.set(false);
  }

  #sent(file: File): Observable<Sent> {
    const problem = this.#uploads.refusal('image', file);
    if (problem) return of({ file, problem });
    return this.#uploads.post(file).pipe(
      filter((event) => event.type === HttpEventType.Response),
      map(({ body }) =>
        body && mediaTypes[body.mediaType].kind === 'image'
          ? { file, media: body.sha256 }
          : { file, problem: refused('media_type_unsupported') },
      ),
      catchError((error: unknown) => {
        if (error instanceof ApiProblem) return of({ file, problem: error });
        throw error;
      }),
    );
  }

  #insert(all: readonly Sent[], place: PicturesPlace): void {
    const pictures = all.flatMap(({ media }) => media ?? []);
    if (pictures.length === 0) return;
    this.#draft.edit({ name: 'addPictures' }, (story) => withPictures(story, pictures, place));
  }
}
