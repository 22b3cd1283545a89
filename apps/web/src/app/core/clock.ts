import { DestroyRef, Injectable, inject, signal } from '@angular/core';

const tickMs = 30_000;

/** The time, for what counts down on the page. */
@Injectable({ providedIn: 'root' })
export class Clock {
  readonly #now = signal(Date.now());
  readonly now = this.#now.asReadonly();

  constructor() {
    const ticking = setInterval(() => this.#now.set(Date.now()), tickMs);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
  }
}
