import { listenToInput } from './reader-input.ts';
import { type Place, tileOf } from './reading/next-place.ts';
import { quizState } from './reading/quiz-progress.ts';
import type { ReaderCommand } from './reading/reader-command.ts';
import type { ReadingSession } from './reading/reading-session.ts';
import { textDirection } from './reading/text-direction.ts';
import { BottomBar } from './view/bottom-bar.ts';
import { coverPage } from './view/cover-page.ts';
import { element } from './view/element.ts';
import { endPage } from './view/end-page.ts';
import { readerStyle } from './view/reader-style.ts';
import { inLanguage, type ReadingView, storyText, words } from './view/reading-view.ts';
import { tilePage } from './view/tile-page.ts';
import { TopBar } from './view/top-bar.ts';

interface WindowActions {
  readonly obey: (command: ReaderCommand) => boolean;
  readonly startReading: () => void;
  readonly startListening: () => void;
  readonly toggleReadToMe: () => void;
  readonly readAgain: () => void;
  readonly chooseLanguage: (language: string) => void;
  readonly videoStarted: () => void;
  readonly videoEnded: () => void;
}

export interface VoiceState {
  /** Whether anything of the story can be listened to. */
  readonly isNarrated: boolean;
  /** Whether the current page can be. */
  readonly hasNarration: boolean;
  readonly isPlaying: boolean;
  readonly readToMe: boolean;
}

/** What there is to see of a reader: the shadow tree of its element. It decides nothing. */
export class ReaderWindow {
  readonly #host: HTMLElement;
  readonly #actions: WindowActions;
  readonly #root: ShadowRoot;
  readonly #topBar: TopBar;
  readonly #bottomBar: BottomBar;
  readonly #sheet = element('div', { class: 'sheet' });
  readonly #stage = element('div', { class: 'stage', tabindex: '-1' }, this.#sheet);
  readonly #news = element('div', { class: 'hidden', 'aria-live': 'polite' });
  readonly #reader = element('section', { class: 'reader', hidden: true });
  #view: ReadingView | undefined;
  #session: ReadingSession | undefined;
  #shown: Place | undefined;

  constructor(host: HTMLElement, actions: WindowActions) {
    this.#host = host;
    this.#actions = actions;
    this.#topBar = new TopBar({
      ...actions,
      goToCover: () => actions.obey('first'),
      toggleFullScreen: () => this.#toggleFullScreen(),
    });
    this.#bottomBar = new BottomBar({
      goBack: () => actions.obey('back'),
      goOn: () => actions.obey('next'),
      toggleNarration: () => actions.obey('narration'),
    });
    this.#reader.append(this.#topBar.element, this.#stage, this.#bottomBar.element, this.#news);
    this.#root = host.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [readerStyle()];
    this.#root.append(this.#reader);
    const direction = () => textDirection(this.#view?.language ?? '');
    listenToInput(host, this.#stage, { direction, obey: actions.obey });
    host.addEventListener('fullscreenchange', () => this.#refreshBars());
  }

  /** Shows where a reading is. The focus stays where it was, as far as that is still there. */
  show(view: ReadingView, session: ReadingSession, voice: VoiceState): void {
    const isTurned = this.#shown !== undefined && this.#shown !== session.place;
    this.#view = view;
    this.#session = session;
    this.#shown = session.place;
    this.#reader.hidden = false;
    for (const [name, value] of Object.entries(inLanguage(view.language))) {
      this.#reader.setAttribute(name, value);
    }
    this.#reader.setAttribute('aria-label', view.texts.reader);
    this.#fillSheet(view, session);
    this.#sheet.classList.toggle('turned', isTurned);
    this.showVoice(voice);
  }

  /** Shows whether the narration plays, and leaves the page as it is. */
  showVoice(voice: VoiceState): void {
    this.#voice = voice;
    this.#refreshBars();
  }

  clear(): void {
    this.#reader.hidden = true;
    this.#sheet.replaceChildren();
    this.#shown = undefined;
  }

  focus(options?: FocusOptions): void {
    this.#stage.focus(options);
  }

  /** Says the new page to a screen reader; its text only while no narration says it. */
  announcePage(isNarrated: boolean): void {
    const view = this.#view;
    const session = this.#session;
    if (!view || !session) return;
    const { page, total } = session.progress ?? {};
    const tile = tileOf(view.story, session.place);
    const label = page === undefined ? '' : view.texts.page(page, total);
    const text = tile && !isNarrated ? storyText(tile.text, view) : [];
    const ending = session.place === 'end' ? view.texts.theEnd : '';
    this.#news.replaceChildren(words(label || ending || view.texts.cover, view), ...text);
    this.#stage.scrollTop = 0;
    if (this.#host.getBoundingClientRect().top < 0) this.#host.scrollIntoView();
  }

  /** Says what is said to the last answer to a screen reader, and brings it into sight. */
  announceAnswer(): void {
    const line = this.#sheet.querySelector('.said');
    const said = line?.firstElementChild?.cloneNode(true);
    this.#news.replaceChildren(...(said ? [said] : []));
    line?.scrollIntoView?.({ block: 'nearest' });
  }

  pauseVideo(): void {
    this.#video?.pause();
  }

  /** Plays the film of the page; false where there is none. */
  playVideo(): boolean {
    const video = this.#video;
    video?.play().catch(() => {
      // The browser wants to be asked by a touch first (autoplay); the player on the page shows that it stands still.
    });
    return video !== null;
  }

  get #video(): HTMLVideoElement | null {
    return this.#sheet.querySelector('video');
  }

  #voice: VoiceState = {
    isNarrated: false,
    hasNarration: false,
    isPlaying: false,
    readToMe: false,
  };

  #fillSheet(view: ReadingView, session: ReadingSession): void {
    const focused = this.#root.activeElement;
    const hadFocus = focused !== null && focused !== this.#stage;
    this.#sheet.replaceChildren(...this.#pageParts(view, session));
    this.#sheet.classList.toggle('only-words', !this.#sheet.querySelector('.picture'));
    const video = this.#video;
    video?.addEventListener('play', this.#actions.videoStarted);
    video?.addEventListener('ended', this.#actions.videoEnded);
    if (!hadFocus || focused?.isConnected) return;
    const key = focused?.getAttribute('data-key');
    const same = key ? this.#sheet.querySelector<HTMLElement>(`[data-key="${key}"]`) : null;
    (same ?? this.#stage).focus({ preventScroll: true });
  }

  #pageParts(view: ReadingView, session: ReadingSession): HTMLElement[] {
    const { place, tried } = session;
    const tile = tileOf(view.story, place);
    if (place === 'end') return endPage(view, this.#actions.readAgain);
    if (!tile) return coverPage(view, this.#actions);
    const choose = (index: number) => this.#actions.obey({ choose: index });
    return tilePage(tile, view, { tried, takeOption: choose, tryAnswer: choose });
  }

  #refreshBars(): void {
    const view = this.#view;
    const session = this.#session;
    if (!view || !session) return;
    const { place, progress, tried } = session;
    const tile = tileOf(view.story, place);
    const focused = this.#root.activeElement;
    this.#topBar.update(view, {
      ...this.#voice,
      isOnCover: place === 'cover',
      isFullScreen: document.fullscreenElement === this.#host,
    });
    this.#bottomBar.element.hidden = place === 'cover';
    this.#bottomBar.update(view, {
      ...this.#voice,
      progress,
      hasNext: session.next !== undefined,
      invitesOn: tile?.kind === 'quiz' && quizState(tile, tried) === 'right',
    });
    // What is hidden now, such as "Next" at the end, cannot keep the focus; the keys have to work on.
    const isGone =
      focused instanceof HTMLElement && !focused.checkVisibility({ visibilityProperty: true });
    if (isGone) this.#stage.focus({ preventScroll: true });
  }

  #toggleFullScreen(): void {
    const isFull = document.fullscreenElement === this.#host;
    const change = isFull ? document.exitFullscreen() : this.#host.requestFullscreen();
    change.catch(() => this.#refreshBars());
  }
}
