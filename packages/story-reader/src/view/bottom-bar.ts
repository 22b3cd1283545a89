import type { Progress } from '../reading/reading-trail.ts';
import { button, element } from './element.ts';
import { icon } from './icon.ts';
import { type ReadingView, words } from './reading-view.ts';

interface BottomBarActions {
  readonly goBack: () => void;
  readonly goOn: () => void;
  readonly toggleNarration: () => void;
}

interface BottomBarState {
  readonly hasNext: boolean;
  readonly hasNarration: boolean;
  readonly isPlaying: boolean;
  /** Whether going on is what there is to do now, as after the right answer. */
  readonly invitesOn: boolean;
  readonly progress: Progress | undefined;
}

/** The bar below the page. It is made once and only brought up to date, so that the focus stays where it is. */
export class BottomBar {
  readonly element: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #narration: HTMLButtonElement;
  readonly #page = element('span', { class: 'page' });
  readonly #progress = element('progress', { 'aria-hidden': 'true' });

  constructor(actions: BottomBarActions) {
    this.#back = button({ class: 'quiet back' }, actions.goBack);
    this.#next = button({ class: 'main next' }, actions.goOn);
    this.#narration = button({ class: 'quiet listen' }, actions.toggleNarration);
    this.element = element(
      'footer',
      { class: 'bar bottom' },
      this.#back,
      element(
        'div',
        { class: 'middle' },
        this.#narration,
        element('div', { class: 'progress' }, this.#page, this.#progress),
      ),
      this.#next,
    );
  }

  update(view: ReadingView, state: BottomBarState): void {
    const { texts } = view;
    this.#back.replaceChildren(icon('back'), words(texts.back, view));
    this.#next.replaceChildren(words(texts.next, view), icon('next'));
    this.#next.disabled = !state.hasNext;
    this.#next.classList.toggle('inviting', state.invitesOn);
    this.#narration.hidden = !state.hasNarration;
    this.#narration.replaceChildren(
      icon(state.isPlaying ? 'pause' : 'listen'),
      words(state.isPlaying ? texts.pause : texts.listen, view),
    );
    this.#showProgress(view, state.progress);
  }

  #showProgress(view: ReadingView, progress: Progress | undefined): void {
    const label = progress && view.texts.page(progress.page, progress.total);
    this.#page.replaceChildren(...(label ? [words(label, view)] : []));
    this.#progress.hidden = progress?.total === undefined;
    this.#progress.max = progress?.total ?? 1;
    this.#progress.value = progress?.page ?? 0;
  }
}
