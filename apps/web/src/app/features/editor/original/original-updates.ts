import { computed, Injectable, inject, signal } from '@angular/core';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { TakenUpdates, TakeUpdatesBody, UpdatesPreview } from '@taleport/contracts/story-fork';
import { Api } from '../../../core/api.ts';
import { ApiProblem } from '../../../core/api-problem.ts';
import { placeKey } from '../draft/conflict-choices.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { OpenStory } from '../open-story.ts';

/** What the original of the open story has changed, and which of it its author wants. */
@Injectable()
export class OriginalUpdates {
  readonly #api = inject(Api);
  readonly #saver = inject(DraftSaver);
  readonly #story = inject(OpenStory);
  readonly #preview = signal<UpdatesPreview | undefined>(undefined);
  readonly #problem = signal<ApiProblem | undefined>(undefined);
  readonly #outcome = signal<'taken' | 'kept' | undefined>(undefined);
  readonly #pending = signal(0);
  /** What is not wanted: what nobody has seen yet is. */
  readonly #left = signal<ReadonlySet<string>>(new Set());
  readonly #sharedIsLeft = signal(false);
  #looks = 0;

  readonly preview = this.#preview.asReadonly();
  readonly problem = this.#problem.asReadonly();
  /** What the last choice has done to the draft; undefined where there was none since the view was opened. */
  readonly outcome = this.#outcome.asReadonly();
  /** Whether something is on its way: what is shown may not be what would be saved. */
  readonly isBusy = computed(() => this.#pending() > 0);
  /** The places of conflicts, by `placeKey`, where the original is better. */
  readonly theirs = signal<ReadonlySet<string>>(new Set());
  readonly leaveRest = signal(false);

  readonly hasNothing = computed(() => {
    const open = this.#preview()?.open;
    return open?.shared === 0 && open.languages.length === 0;
  });
  readonly wantsShared = computed(() => !this.#sharedIsLeft());
  readonly wanted = computed(() => {
    const languages = this.#preview()?.open.languages.map(({ language }) => language) ?? [];
    return languages.filter((language) => this.wants(language));
  });
  readonly wantsNothing = computed(() => {
    const shared = this.#preview()?.open.shared ?? 0;
    return this.wanted().length === 0 && (shared === 0 || this.#sharedIsLeft());
  });

  wants(language: string): boolean {
    return !this.#left().has(language);
  }

  want(language: string, isWanted: boolean): void {
    const left = new Set(this.#left());
    if (isWanted) left.delete(language);
    else left.add(language);
    this.#left.set(left);
    void this.look();
  }

  wantShared(isWanted: boolean): void {
    this.#sharedIsLeft.set(!isWanted);
    void this.look();
  }

  /** Asks what has changed. What is being written is saved first: the server joins the draft that it has. */
  async look(): Promise<void> {
    this.#looks += 1;
    const look = this.#looks;
    await this.#try(async () => {
      await this.#saver.flush();
      const preview = await this.#api.call<UpdatesPreview>(storyForkRoutes.previewUpdates, {
        parameters: { storyId: this.#story.id() },
        body: this.#wish(),
      });
      if (look !== this.#looks) return;
      this.#preview.set(preview);
      // A version in which nothing is new is nothing to ask about.
      if (this.hasNothing() && preview.version > preview.fromVersion)
        await this.#noteVersion(preview);
    });
  }

  async take(): Promise<void> {
    const preview = this.#preview();
    if (!preview) return;
    const isTheirs = this.theirs();
    const body: TakeUpdatesBody = {
      ...this.#wish(),
      version: preview.version,
      takeTheirs: preview.conflicts
        .map(({ path }) => path)
        .filter((path) => isTheirs.has(placeKey(path))),
      leaveRest: this.leaveRest(),
    };
    const isDone = await this.#try(async () => {
      const { revision } = await this.#send(preview, body);
      if (revision !== preview.draftRevision) await this.#saver.reload('takeUpdates');
      this.#outcome.set(revision === preview.draftRevision ? 'kept' : 'taken');
    });
    if (!isDone) return;
    this.#story.reload();
    this.#left.set(new Set());
    this.#sharedIsLeft.set(false);
    this.theirs.set(new Set());
    this.leaveRest.set(false);
    await this.look();
  }

  async #noteVersion(preview: UpdatesPreview): Promise<void> {
    await this.#send(preview, { version: preview.version, leaveRest: true });
    this.#story.reload();
  }

  #send({ draftRevision }: UpdatesPreview, body: TakeUpdatesBody): Promise<TakenUpdates> {
    return this.#api.call<TakenUpdates>(storyForkRoutes.takeUpdates, {
      parameters: { storyId: this.#story.id() },
      headers: { 'if-match': `"${draftRevision}"` },
      body,
    });
  }

  /** Languages are named only where some are left, so that what nobody has seen counts as wanted, too. */
  #wish() {
    const { size } = this.#left();
    return { shared: !this.#sharedIsLeft(), ...(size > 0 && { languages: this.wanted() }) };
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    this.#problem.set(undefined);
    this.#pending.update((pending) => pending + 1);
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#problem.set(error);
      return false;
    } finally {
      this.#pending.update((pending) => pending - 1);
    }
  }
}
