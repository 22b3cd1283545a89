/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { StoryDocument } from '@taleport/story-model';
import { NarrationPlayer } from './narration-player.ts';
import { ReaderWindow, type VoiceState } from './reader-window.ts';
import { matchLanguage } from './reading/match-language.ts';
import { isSamePlace, type Place } from './reading/next-place.ts';
import { isNarrated, type MediaUrl, narrationAt } from './reading/page-media.ts';
import type { ReaderCommand } from './reading/reader-command.ts';
import { readerTexts } from './reading/reader-texts.ts';
import { ReadingSession } from './reading/reading-session.ts';
import type { ReadingView } from './view/reading-view.ts';

/** What a reader tells its page; the events bubble, and leave the shadow tree that the reader is in. */
export interface StoryReaderEvents {
  /** The cover is shown. */
  'story-cover': CustomEvent<null>;
  /** The reader has chosen another language. */
  'story-language': CustomEvent<{ readonly language: string }>;
  /** Another tile is shown. */
  'story-page': CustomEvent<{ readonly tile: string }>;
  /** The end of the story is shown. */
  'story-end': CustomEvent<null>;
}

/** The silence between the end of the narration and the next page: time for a last look at the picture. */
const pauseBeforeTurningMs = 1_200;

/**
 * `<story-reader>`: shows a story with its pictures, narration, films, choices and quizzes. It asks nothing of the
 * network but the addresses that `mediaUrl` gives.
 */
export class StoryReader extends HTMLElement {
  static readonly observedAttributes = ['language', 'start-tile'];

  readonly #window: ReaderWindow;
  readonly #voice = new NarrationPlayer({
    changed: () => this.#voiceChanged(),
    ended: () => this.#goOnReadingAloud(),
  });
  #story: StoryDocument | undefined;
  #mediaUrl: MediaUrl = () => undefined;
  #session: ReadingSession | undefined;
  /** The place that the page was last told of. */
  #told: Place | undefined;
  #readToMe = false;
  #turnTimer: ReturnType<typeof setTimeout> | undefined;
  #isUpdateDue = false;

  constructor() {
    super();
    this.#window = new ReaderWindow(this, {
      obey: (command) => this.#obey(command),
      startReading: () => this.#begin(false),
      startListening: () => this.#begin(true),
      toggleReadToMe: () => this.#toggleReadToMe(),
      readAgain: () => this.#readAgain(),
      chooseLanguage: (language) => this.#chooseLanguage(language),
      videoStarted: () => this.#voice.pause(),
      videoEnded: () => this.#readToMe && this.#turnSoon(),
    });
  }

  /** The story document to show. Setting another one keeps the place, as far as its tiles are still there. */
  get story(): StoryDocument | undefined {
    return this.#story;
  }
  set story(story: StoryDocument | undefined) {
    this.#story = story;
    if (story) this.#session?.changeStory(story);
    this.#updateSoon();
  }

  /** The address of a media file by its SHA-256, or undefined where it is not there: what it shows is told then. */
  get mediaUrl(): MediaUrl {
    return this.#mediaUrl;
  }
  set mediaUrl(mediaUrl: MediaUrl | undefined) {
    this.#mediaUrl = mediaUrl ?? (() => undefined);
    this.#updateSoon();
  }

  /**
   * The language to read in (BCP 47), as attribute too. The nearest language of the story is shown; left empty, the one
   * that suits the languages of the browser.
   */
  get language(): string {
    return this.getAttribute('language') ?? '';
  }
  set language(language: string | undefined) {
    this.#reflect('language', language);
  }

  /** The id of the tile to begin with, for a preview, as attribute `start-tile` too. Setting it goes there. */
  get startTile(): string {
    return this.getAttribute('start-tile') ?? '';
  }
  set startTile(tile: string | undefined) {
    this.#reflect('start-tile', tile);
  }

  connectedCallback(): void {
    // A page may have set properties before it had loaded this class.
    for (const name of ['story', 'mediaUrl', 'language', 'startTile'] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = this[name];
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.#updateSoon();
  }

  disconnectedCallback(): void {
    this.#silence();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === 'start-tile') {
      this.#silence();
      this.#session = undefined;
    }
    this.#updateSoon();
  }

  /** Gives the keyboard to the story: arrows turn its pages then. */
  override focus(options?: FocusOptions): void {
    this.#window.focus(options);
  }

  #reflect(attribute: string, value: string | undefined): void {
    if (value) this.setAttribute(attribute, value);
    else this.removeAttribute(attribute);
  }

  /** Several properties that are set one after the other are one change. */
  #updateSoon(): void {
    if (this.#isUpdateDue) return;
    this.#isUpdateDue = true;
    queueMicrotask(() => {
      this.#isUpdateDue = false;
      if (this.isConnected) this.#update();
    });
  }

  #update(): void {
    const view = this.#view();
    if (!view) {
      this.#silence();
      this.#window.clear();
      return;
    }
    this.#session ??= new ReadingSession(view.story, this.startTile);
    const { place } = this.#session;
    const narration = narrationAt(view.story, place, view.language);
    this.#voice.load(narration === undefined ? undefined : this.#mediaUrl(narration));
    this.#window.show(view, this.#session, this.#voiceState(view));
    this.#tell(place);
  }

  #view(): ReadingView | undefined {
    const story = this.#story;
    if (!story) return undefined;
    const wanted = this.language ? [this.language] : navigator.languages;
    const language = matchLanguage(wanted, story.languages) ?? 'und';
    const { language: uiLanguage, texts } = readerTexts(language, document.documentElement.lang);
    return { story, language, texts, uiLanguage, mediaUrl: this.#mediaUrl };
  }

  #voiceState(view: ReadingView): VoiceState {
    return {
      isNarrated: isNarrated(view.story, view.language, view.mediaUrl),
      hasNarration: this.#voice.isThere,
      isPlaying: this.#voice.isPlaying,
      readToMe: this.#readToMe,
    };
  }

  #tell(place: Place): void {
    if (this.#told && isSamePlace(this.#told, place)) return;
    this.#told = place;
    if (typeof place === 'string') this.#dispatch(`story-${place}`, null);
    else this.#dispatch('story-page', { tile: place.tile });
  }

  #dispatch<Name extends keyof StoryReaderEvents>(
    name: Name,
    detail: StoryReaderEvents[Name]['detail'],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #obey(command: ReaderCommand): boolean {
    const session = this.#session;
    if (!session || !this.#story) return false;
    if (command === 'narration') return this.#toggleNarration();
    if (typeof command === 'string') return session.move(command) && this.#showTurnedPage();
    const done = session.choose(command.choose);
    if (done === 'turned') return this.#showTurnedPage();
    if (done === undefined) return false;
    this.#update();
    this.#window.announceAnswer();
    return true;
  }

  #showTurnedPage(): true {
    this.#silence();
    this.#update();
    this.#window.announcePage(this.#readToMe && this.#voice.isThere);
    if (this.#readToMe) this.#readAloud();
    return true;
  }

  #begin(readToMe: boolean): void {
    this.#readToMe = readToMe;
    if (readToMe && this.#voice.isThere) this.#voice.play();
    else this.#obey('next');
  }

  #readAgain(): void {
    this.#session?.readAgain();
    this.#readToMe = false;
    this.#showTurnedPage();
  }

  #chooseLanguage(language: string): void {
    this.#silence();
    this.language = language;
    this.#update();
    this.#dispatch('story-language', { language });
    if (this.#readToMe) this.#readAloud();
  }

  #toggleReadToMe(): void {
    this.#readToMe = !this.#readToMe;
    if (this.#readToMe) this.#readAloud();
    else this.#silence();
    this.#voiceChanged();
  }

  #toggleNarration(): boolean {
    if (!this.#voice.isThere) return false;
    clearTimeout(this.#turnTimer);
    if (this.#voice.isPlaying) {
      this.#voice.pause();
    } else {
      this.#window.pauseVideo();
      this.#voice.play();
    }
    return true;
  }

  /** The narration of a page, then its film; a page that has neither waits for its reader. */
  #readAloud(): void {
    if (this.#voice.isThere) {
      this.#window.pauseVideo();
      this.#voice.play();
    } else {
      this.#window.playVideo();
    }
  }

  #goOnReadingAloud(): void {
    this.#voiceChanged();
    if (this.#readToMe && !this.#window.playVideo()) this.#turnSoon();
  }

  #turnSoon(): void {
    clearTimeout(this.#turnTimer);
    if (this.#session?.asks) return;
    this.#turnTimer = setTimeout(() => this.#obey('next'), pauseBeforeTurningMs);
  }

  #silence(): void {
    clearTimeout(this.#turnTimer);
    this.#voice.stop();
    this.#window.pauseVideo();
  }

  #voiceChanged(): void {
    const view = this.#view();
    if (view) this.#window.showVoice(this.#voiceState(view));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'story-reader': StoryReader;
  }
  interface HTMLElementEventMap extends StoryReaderEvents {}
}
