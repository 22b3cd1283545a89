import { computed, DestroyRef, effect, Injectable, inject, signal, untracked } from '@angular/core';
import type { Account } from '@taleport/contracts/accounts';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Draft, SavedDraft } from '@taleport/contracts/stories';
import type { StoryDocument } from '@taleport/story-model';
import { type Conflict, mergeDocuments, withValueAt } from '@taleport/story-model/merge-documents';
import { Api } from '../../../core/api.ts';
import { ApiProblem } from '../../../core/api-problem.ts';
import { Session } from '../../../core/session.ts';
import type { EditName } from './edit-history.ts';
import { StoryDraft } from './story-draft.ts';
import { UnsentDrafts } from './unsent-drafts.ts';

export type SaveState =
  | 'saved'
  | 'unsaved'
  | 'saving'
  | 'offline'
  | 'signedOut'
  | 'otherAccount'
  | 'conflict'
  | 'refused';

const pauseMs = 800;
/** Whoever writes without a pause is saved too. */
const longestPauseMs = 5_000;
const keepAfterMs = 200;
const longestRetryMs = 30_000;

/**
 * Brings the draft to the server as it is written. A save is based on the revision that the server had; where another
 * editor was faster, both changes are joined; where they contradict each other nothing is saved until the author has
 * chosen.
 */
@Injectable()
export class DraftSaver {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #draft = inject(StoryDraft);
  readonly #unsent = inject(UnsentDrafts);
  readonly #state = signal<SaveState>('saved');
  readonly #problem = signal<ApiProblem | undefined>(undefined);
  /** What the server has, where that contradicts what is written here. */
  readonly #theirs = signal<Draft | undefined>(undefined);
  readonly #base = signal<Draft | undefined>(undefined);
  readonly #merged = computed(() => {
    const [base, mine, theirs] = [this.#base(), this.#draft.document(), this.#theirs()];
    return base && mine && theirs && mergeDocuments(base.document, mine, theirs.document);
  });
  readonly #author = signal<Account | undefined>(undefined);
  #storyId = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  #failures = 0;
  #unsavedSince = 0;

  readonly state = this.#state.asReadonly();
  /** Why the server does not take the draft. */
  readonly problem = this.#problem.asReadonly();
  /** Whose draft it is: nobody else's session saves it. */
  readonly author = this.#author.asReadonly();
  /** What the author has to choose in. */
  readonly conflicts = computed(() => this.#merged()?.conflicts ?? []);
  /** The revision that the server has confirmed last. */
  readonly revision = computed(() => this.#base()?.revision ?? 0);

  constructor() {
    effect(() => {
      const document = this.#draft.document();
      untracked(() => this.#noticeChange(document));
    });
    effect(() => {
      const isIn = this.#session.account() !== undefined && !this.#session.hasEnded();
      untracked(() => isIn && this.#isLockedOut && this.#saveSoon(0));
    });
    const goOn = () => this.#state() === 'offline' && this.#saveSoon(0);
    const hurry = () => document.visibilityState === 'hidden' && void this.flush();
    addEventListener('online', goOn);
    document.addEventListener('visibilitychange', hurry);
    inject(DestroyRef).onDestroy(() => {
      removeEventListener('online', goOn);
      document.removeEventListener('visibilitychange', hurry);
      void this.flush();
    });
  }

  /** Reads the draft from the server and joins it with what an earlier visit could not send. Throws ApiProblem. */
  async open(storyId: string): Promise<void> {
    this.#storyId = storyId;
    this.#author.set(this.#session.account());
    const [server, leftDrafts] = await Promise.all([
      this.#read(),
      this.#unsent.left(this.#author()?.id ?? '', storyId),
    ]);
    for (const left of leftDrafts) {
      this.#base.set(left.base);
      this.#draft.open(left.document);
      this.#join(server);
      await this.#keep();
      await this.#unsent.remove(left);
      await this.flush();
      // What is left beside it waits for the next visit.
      if (this.#isUnsent) return;
    }
    if (leftDrafts.length > 0) return;
    this.#base.set(server);
    this.#draft.open(server.document);
  }

  /** Takes over what the server has now, as after a version was restored there: `name` says what was. Throws ApiProblem. */
  async reload(name: EditName = 'restoreVersion'): Promise<void> {
    const server = await this.#read();
    this.#base.set(server);
    this.#draft.edit({ name }, () => server.document);
  }

  /** Resolves when all that was written until now is with the server, or cannot be brought there now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#keep();
    await this.#saving;
    await this.#save();
  }

  /** Ends a conflict: `takeTheirs` says where the other side is better. */
  settle(takeTheirs: (conflict: Conflict) => boolean): void {
    const [merged, theirs] = [this.#merged(), this.#theirs()];
    if (!merged || !theirs) return;
    const document = merged.conflicts
      .filter(takeTheirs)
      .reduce((joined, { path, theirs }) => withValueAt(joined, path, theirs), merged.value);
    this.#take(theirs, document);
  }

  get #isUnsent(): boolean {
    return this.#base() !== undefined && this.#draft.document() !== this.#base()?.document;
  }

  get #isLockedOut(): boolean {
    return this.#state() === 'signedOut' || this.#state() === 'otherAccount';
  }

  get #isOtherAccount(): boolean {
    const account = this.#session.account();
    return account !== undefined && account.id !== this.#author()?.id;
  }

  #noticeChange(document: StoryDocument | undefined): void {
    if (!document || !this.#isUnsent) return;
    if (this.#state() === 'saved' || this.#state() === 'refused') this.#beUnsaved();
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => void this.#keep(), keepAfterMs);
    if (this.#state() !== 'unsaved') return;
    const untilDueMs = this.#unsavedSince + longestPauseMs - Date.now();
    this.#saveSoon(Math.max(0, Math.min(pauseMs, untilDueMs)));
  }

  #beUnsaved(): void {
    this.#state.set('unsaved');
    this.#unsavedSince = Date.now();
  }

  async #keep(): Promise<void> {
    clearTimeout(this.#keepTimer);
    const [base, document] = [this.#base(), this.#draft.document()];
    if (!base || !document) return;
    if (base.document === document) return this.#unsent.forget(this.#storyId);
    const accountId = this.#author()?.id ?? '';
    await this.#unsent.keep({ accountId, storyId: this.#storyId, base, document });
  }

  #saveSoon(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), delayMs);
  }

  async #save(): Promise<void> {
    if (this.#saving || !this.#isUnsent || this.#theirs()) return;
    this.#saving = this.#send();
    try {
      await this.#saving;
    } finally {
      this.#saving = undefined;
    }
    if (this.#state() === 'unsaved') this.#saveSoon(pauseMs);
  }

  async #send(): Promise<void> {
    const [base, document] = [this.#base(), this.#draft.document()];
    if (!base || !document) return;
    if (this.#isOtherAccount) return this.#state.set('otherAccount');
    this.#state.set('saving');
    try {
      const { revision } = await this.#api.call<SavedDraft>(storyRoutes.saveDraft, {
        parameters: { storyId: this.#storyId },
        headers: { 'if-match': `"${base.revision}"` },
        body: document,
      });
      this.#base.set({ revision, document });
      this.#failures = 0;
      this.#problem.set(undefined);
      if (this.#isUnsent) this.#beUnsaved();
      else this.#state.set('saved');
      await this.#keep();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      await this.#explain(error);
    }
  }

  async #explain(problem: ApiProblem): Promise<void> {
    if (problem.status === 412) return this.#joinWithServer();
    if (problem.status === 401) {
      this.#state.set('signedOut');
    } else if (problem.status === 0 || problem.status === 429 || problem.status >= 500) {
      this.#state.set('offline');
      this.#failures += 1;
      this.#saveSoon(Math.min(longestRetryMs, 1_000 * 2 ** (this.#failures - 1)));
    } else {
      // Another tab of the browser may have changed who is signed in.
      if (problem.status === 403 || problem.status === 404) await this.#session.load();
      this.#problem.set(problem);
      this.#state.set(this.#isOtherAccount ? 'otherAccount' : 'refused');
    }
  }

  async #joinWithServer(): Promise<void> {
    try {
      this.#join(await this.#read());
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      await this.#explain(error);
    }
  }

  #join(server: Draft): void {
    this.#theirs.set(server);
    const merged = this.#merged();
    if (!merged) return;
    if (merged.conflicts.length === 0) this.#take(server, merged.value);
    else this.#state.set('conflict');
  }

  #take(server: Draft, document: StoryDocument): void {
    this.#theirs.set(undefined);
    this.#base.set(server);
    this.#draft.edit({ name: 'mergeDrafts' }, () => document);
    this.#beUnsaved();
    this.#saveSoon(0);
  }

  #read(): Promise<Draft> {
    const parameters = { storyId: this.#storyId };
    return this.#api.call<Draft>(storyRoutes.getDraft, { parameters });
  }
}
