import { Injectable, inject, signal } from '@angular/core';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { Api } from '../api.ts';
import { ApiProblem } from '../api-problem.ts';

/** Titles of the stories that jobs are about, asked for when they are first shown. */
@Injectable({ providedIn: 'root' })
export class StoryTitles {
  readonly #api = inject(Api);
  readonly #titles = signal<ReadonlyMap<string, string | null>>(new Map());
  readonly #asked = new Set<string>();

  /** The title; undefined until it is known, null for a story that is there no more. */
  of(storyId: string): string | null | undefined {
    if (!this.#asked.has(storyId)) {
      this.#asked.add(storyId);
      queueMicrotask(() => void this.#load(storyId));
    }
    return this.#titles().get(storyId);
  }

  /** Asks again from now on: a story may have another title by now. */
  forget(): void {
    this.#asked.clear();
  }

  async #load(storyId: string): Promise<void> {
    try {
      const { title } = await this.#api.call<Story>(storyRoutes.get, { parameters: { storyId } });
      this.#note(storyId, title);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 404) this.#note(storyId, null);
      else this.#asked.delete(storyId);
    }
  }

  #note(storyId: string, title: string | null): void {
    this.#titles.update((titles) => new Map(titles).set(storyId, title));
  }
}
