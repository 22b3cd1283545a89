import { Injectable, signal } from '@angular/core';
import type { Draft } from '@taleport/contracts/stories';
import type { StoryDocument } from '@taleport/story-model';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { newPartId } from '../document/tiles.ts';

/** A draft with changes that the server has not confirmed. */
export interface UnsentDraft {
  /** Of the tab and the story. */
  readonly key: string;
  readonly tabId: string;
  readonly accountId: string;
  readonly storyId: string;
  /** What the server had when the first unsent change was made. */
  readonly base: Draft;
  readonly document: StoryDocument;
}

interface Schema extends DBSchema {
  drafts: { key: string; value: UnsentDraft; indexes: { 'by-story': [string, string] } };
}

const lockOf = (tabId: string) => `taleport-draft-${tabId}`;

/**
 * Keeps unsent changes in the browser, so that they outlive the tab. Each tab has a record of its own and holds a lock
 * (Web Locks API) while it lives: a record without its lock was left by a tab that is gone.
 */
@Injectable({ providedIn: 'root' })
export class UnsentDrafts {
  readonly #tabId = newPartId();
  readonly #isBroken = signal(false);
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor() {
    // Held until the tab ends: the promise never settles. A page without HTTPS has no locks.
    void tabLocks()?.request(lockOf(this.#tabId), () => new Promise<never>(() => undefined));
  }

  /** Whether the browser does not let a page keep anything, as in some private windows, or has no room left. */
  readonly isBroken = this.#isBroken.asReadonly();

  async keep(draft: Omit<UnsentDraft, 'key' | 'tabId'>): Promise<void> {
    const key = this.#keyOf(draft.storyId);
    await this.#try((database) => database.put('drafts', { ...draft, key, tabId: this.#tabId }));
  }

  /** Forgets what this tab has kept of a story. */
  async forget(storyId: string): Promise<void> {
    await this.#try((database) => database.delete('drafts', this.#keyOf(storyId)));
  }

  /** Forgets what another tab has left, after this one has taken it over. */
  async remove({ key, tabId }: UnsentDraft): Promise<void> {
    if (tabId === this.#tabId) return;
    await this.#try((database) => database.delete('drafts', key));
  }

  /** What was left of a story: by tabs that are gone, and by this one when its editor was closed. */
  async left(accountId: string, storyId: string): Promise<UnsentDraft[]> {
    const drafts = await this.#try((database) =>
      database.getAllFromIndex('drafts', 'by-story', [accountId, storyId]),
    );
    const held = (await tabLocks()?.query())?.held ?? [];
    const alive = new Set(held.map(({ name }) => name));
    return (drafts ?? []).filter(({ tabId }) => tabId === this.#tabId || !alive.has(lockOf(tabId)));
  }

  /** The editor works without a store, and says so. */
  async #try<Value>(
    work: (database: IDBPDatabase<Schema>) => Promise<Value>,
  ): Promise<Value | undefined> {
    try {
      const done = await work(await this.#open());
      this.#isBroken.set(false);
      return done;
    } catch (error) {
      console.warn('Unsent changes cannot be kept in this browser.', error);
      this.#isBroken.set(true);
      return undefined;
    }
  }

  #keyOf(storyId: string): string {
    return `${this.#tabId}/${storyId}`;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('taleport', 1, {
      upgrade(database) {
        const drafts = database.createObjectStore('drafts', { keyPath: 'key' });
        drafts.createIndex('by-story', ['accountId', 'storyId']);
      },
    });
    return this.#database;
  }
}

function tabLocks(): LockManager | undefined {
  return isSecureContext ? navigator.locks : undefined;
}
