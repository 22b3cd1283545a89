import { httpResource } from '@angular/common/http';
import { computed, debounced, Injectable, inject, linkedSignal, signal } from '@angular/core';
import { routePath } from '@taleport/contracts/route';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Draft, Story, StoryList, StoryOrder } from '@taleport/contracts/stories';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';

const pageSize = 24;
const typingPauseMs = 250;

/** The stories of a page, as far as they were asked for: those that were made, or those that were deleted. */
@Injectable()
export class Shelf {
  readonly #api = inject(Api);
  /** Whether it holds what was deleted. */
  readonly isBin = signal(false);
  /** A part of a title, in any language. */
  readonly query = signal('');
  readonly order = signal<StoryOrder>('changed');
  /** Which of them: those that readers see, those that they do not see, or all. */
  readonly published = signal<boolean | undefined>(undefined);
  readonly #settledQuery = debounced(() => this.query().trim(), typingPauseMs);

  readonly #first = httpResource<StoryList>(() => this.#request());
  /** While another search is under way, what was found before stays. */
  readonly #shown = linkedSignal<StoryList | undefined, StoryList | undefined>({
    source: () => (this.#first.hasValue() ? this.#first.value() : undefined),
    computation: (list, before) => list ?? before?.value,
  });
  readonly #isLoadingMore = signal(false);
  readonly #moreProblem = signal<ApiProblem | undefined>(undefined);

  readonly stories = computed(() => this.#shown()?.stories);
  readonly hasMore = computed(() => this.#shown()?.nextCursor !== undefined);
  readonly isSearching = this.#first.isLoading;
  readonly error = this.#first.error;
  readonly isLoadingMore = this.#isLoadingMore.asReadonly();
  readonly moreProblem = this.#moreProblem.asReadonly();
  /** What the stories that are shown were searched for. */
  readonly foundBy = linkedSignal<StoryList | undefined, string>({
    source: this.#shown,
    computation: () => this.#settledValue(),
  });

  /** Asks the server again. */
  reload(): void {
    this.#first.reload();
  }

  /** Adds the next page to what is shown. */
  async loadMore(): Promise<void> {
    const cursor = this.#shown()?.nextCursor;
    if (cursor === undefined || this.#isLoadingMore()) return;
    this.#isLoadingMore.set(true);
    this.#moreProblem.set(undefined);
    try {
      const { params } = this.#request();
      const query = { ...params, cursor };
      const more = await this.#api.call<StoryList>(storyRoutes.list, { query });
      // The answer to another search is not for this list.
      if (this.#shown()?.nextCursor !== cursor) return;
      this.#shown.update(
        (list) => list && { ...more, stories: joined(list.stories, more.stories) },
      );
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#moreProblem.set(error);
    } finally {
      this.#isLoadingMore.set(false);
    }
  }

  /** Makes another story of the draft of one. Throws ApiProblem. */
  async duplicate({ id }: Story): Promise<void> {
    const parameters = { storyId: id };
    const { document } = await this.#api.call<Draft>(storyRoutes.getDraft, { parameters });
    const titles = Object.entries(document.title).map(([tag, title]) => [tag, `${title} (2)`]);
    const copy = { ...document, title: Object.fromEntries(titles) };
    await this.#api.call<Story>(storyRoutes.create, { body: { document: copy } });
    this.reload();
  }

  /** Takes a story away, into the bin. Throws ApiProblem. */
  async remove(story: Story): Promise<void> {
    await this.#api.call(storyRoutes.remove, { parameters: { storyId: story.id } });
    this.#takeOut(story);
  }

  /** Takes a story out of the bin. Throws ApiProblem. */
  async restore(story: Story): Promise<void> {
    await this.#api.call<Story>(storyRoutes.undelete, { parameters: { storyId: story.id } });
    this.#takeOut(story);
  }

  #takeOut({ id }: Story): void {
    this.#shown.update(
      (list) => list && { ...list, stories: list.stories.filter((story) => story.id !== id) },
    );
  }

  #request() {
    const q = this.#settledValue();
    const [order, published] = [this.order(), this.published()];
    return {
      url: routePath(storyRoutes.list),
      params: {
        limit: pageSize,
        deleted: this.isBin(),
        ...(order !== 'changed' && { order }),
        ...(published !== undefined && { published }),
        ...(q !== '' && { q }),
      },
    };
  }

  #settledValue(): string {
    return this.#settledQuery.hasValue() ? this.#settledQuery.value() : '';
  }
}

/** A story that came in front since the page before was read would come twice. */
function joined(shown: readonly Story[], more: readonly Story[]): Story[] {
  const known = new Set(shown.map(({ id }) => id));
  return [...shown, ...more.filter(({ id }) => !known.has(id))];
}
