import { computed, DestroyRef, effect, Injectable, inject, signal, untracked } from '@angular/core';
import type { Catalogue, CatalogueStory } from '@taleport/contracts/catalogue';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';

const pauseMs = 250;

/** What is found in the catalogue, page by page. Only the answer to the latest question counts. */
@Injectable()
export class CatalogueSearch {
  readonly #api = inject(Api);
  readonly #stories = signal<readonly CatalogueStory[] | undefined>(undefined);
  readonly #nextCursor = signal<string | undefined>(undefined);
  readonly #problem = signal<ApiProblem | undefined>(undefined);
  readonly #isBusy = signal(false);
  #question = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly query = signal('');
  /** Empty for all languages. */
  readonly language = signal('');
  readonly stories = this.#stories.asReadonly();
  readonly problem = this.#problem.asReadonly();
  readonly isBusy = this.#isBusy.asReadonly();
  readonly hasMore = computed(() => this.#nextCursor() !== undefined);
  readonly isFiltered = computed(() => this.query().trim() !== '' || this.language() !== '');

  constructor() {
    effect(() => {
      this.query();
      this.language();
      const delayMs = untracked(this.#stories) ? pauseMs : 0;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.search(), delayMs);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  search(): Promise<void> {
    return this.#ask();
  }

  loadMore(): Promise<void> {
    return this.#ask(this.#nextCursor());
  }

  async #ask(cursor?: string): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    this.#isBusy.set(true);
    this.#problem.set(undefined);
    const [q, language] = [this.query().trim(), this.language()];
    const query = { ...(q && { q }), ...(language && { language }), ...(cursor && { cursor }) };
    try {
      const found = await this.#api.call<Catalogue>(catalogueRoutes.list, { query });
      if (question !== this.#question) return;
      const before = cursor === undefined ? [] : (this.#stories() ?? []);
      this.#stories.set([...before, ...found.stories]);
      this.#nextCursor.set(found.nextCursor);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (question === this.#question) this.#problem.set(error);
    } finally {
      if (question === this.#question) this.#isBusy.set(false);
    }
  }
}
