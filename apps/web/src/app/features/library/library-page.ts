import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { type Params, Router, RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { problemText } from '../../core/problem-text.ts';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';
import { OpenBook } from '../../ui/open-book.ts';
import { NewStory } from './new-story.ts';
import { Shelf } from './shelf.ts';
import { StoryCard } from './story-card.ts';

const undoMs = 10_000;

/** The stories of whoever is signed in. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    Icon,
    MatButtonModule,
    NewStory,
    OpenBook,
    RouterLink,
    StoryCard,
    TranslocoDirective,
  ],
  providers: [Shelf],
  templateUrl: './library-page.html',
  styleUrl: './library-page.css',
})
export class LibraryPage {
  readonly #api = inject(Api);
  readonly #router = inject(Router);
  readonly #messages = inject(MatSnackBar);
  readonly #texts = inject(TranslocoService);
  /** Which stories, and in which order, as the address says. */
  readonly show = input<string>();
  readonly order = input<string>();
  protected readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  protected readonly shelf = inject(Shelf);
  protected readonly isMaking = signal(false);
  protected readonly placeholders = Array.from({ length: 6 }, (_, index) => index);
  protected readonly isEmpty = computed(
    () =>
      this.shelf.stories()?.length === 0 &&
      this.shelf.foundBy() === '' &&
      this.shelf.published() === undefined &&
      !this.shelf.isSearching(),
  );

  constructor() {
    effect(() => {
      const show = this.show();
      this.shelf.published.set(
        show === 'published' || show === 'drafts' ? show === 'published' : undefined,
      );
      this.shelf.order.set(this.order() === 'title' ? 'title' : 'changed');
    });
  }

  /** Keeps a choice in the address, where it stays for whoever comes back. */
  protected async choose(queryParams: Params): Promise<void> {
    await this.#router.navigate([], {
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected async duplicate(story: Story): Promise<void> {
    try {
      await this.shelf.duplicate(story);
    } catch (error) {
      this.#complain(error);
      return;
    }
    const text = this.#say('library.duplicated', { title: story.title });
    this.#messages.open(text, undefined, { duration: undoMs });
  }

  protected async openEditor(story: Story): Promise<void> {
    await this.#router.navigate(['/stories', story.id]);
  }

  protected async remove(story: Story): Promise<void> {
    try {
      await this.shelf.remove(story);
    } catch (error) {
      this.#complain(error);
      return;
    }
    // The card that had the focus is gone.
    this.heading()?.nativeElement.focus();
    const said = story.publishedVersion === null ? 'library.deleted' : 'library.deletedPublished';
    this.#messages
      .open(this.#say(said, { title: story.title }), this.#say('library.undo'), {
        duration: undoMs,
      })
      .onAction()
      .subscribe(() => this.#bringBack(story));
  }

  async #bringBack(story: Story): Promise<void> {
    try {
      await this.#api.call<Story>(storyRoutes.undelete, { parameters: { storyId: story.id } });
      this.shelf.reload();
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    if (!(error instanceof ApiProblem)) throw error;
    const text = this.#say(problemText(error), { detail: error.message });
    this.#messages.open(text, this.#say('library.close'));
  }

  #say(key: string, parameters: Record<string, string> = {}): string {
    return this.#texts.translate(key, parameters);
  }
}
