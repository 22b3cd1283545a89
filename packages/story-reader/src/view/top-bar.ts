import { languageName } from '../reading/match-language.ts';
import { button, element } from './element.ts';
import { icon } from './icon.ts';
import { inLanguage, type ReadingView, storyLine, words } from './reading-view.ts';

interface TopBarActions {
  readonly goToCover: () => void;
  readonly toggleReadToMe: () => void;
  readonly chooseLanguage: (language: string) => void;
  readonly toggleFullScreen: () => void;
}

interface TopBarState {
  readonly isOnCover: boolean;
  readonly isNarrated: boolean;
  readonly readToMe: boolean;
  readonly isFullScreen: boolean;
}

/** The bar above the page. It is made once and only brought up to date, so that the focus stays where it is. */
export class TopBar {
  readonly element: HTMLElement;
  readonly #cover: HTMLButtonElement;
  readonly #title = element('span', { class: 'title' });
  readonly #readToMe: HTMLButtonElement;
  readonly #languages = element('select');
  readonly #languageBox = element('label', { class: 'languages' }, icon('language'));
  readonly #fullScreen: HTMLButtonElement;
  #listed = '';

  constructor(actions: TopBarActions) {
    this.#cover = button({ class: 'quiet round' }, actions.goToCover, icon('book'));
    this.#readToMe = button({ class: 'quiet toggle' }, actions.toggleReadToMe);
    this.#fullScreen = button({ class: 'quiet round' }, actions.toggleFullScreen);
    this.#languages.addEventListener('change', () => actions.chooseLanguage(this.#languages.value));
    this.#languageBox.append(this.#languages);
    this.element = element(
      'header',
      { class: 'bar top' },
      this.#cover,
      this.#title,
      this.#readToMe,
      this.#languageBox,
      this.#fullScreen,
    );
  }

  update(view: ReadingView, state: TopBarState): void {
    const { texts } = view;
    name(this.#cover, texts.cover, view);
    this.#cover.hidden = state.isOnCover;
    // The cover shows the title itself.
    this.#title.replaceChildren(
      ...(state.isOnCover ? [] : [storyLine(view.story.title, view) ?? '']),
    );
    this.#readToMe.hidden = !state.isNarrated || state.isOnCover;
    this.#readToMe.setAttribute('aria-pressed', String(state.readToMe));
    this.#readToMe.replaceChildren(icon('listen'), words(texts.readToMe, view));
    this.#languages.setAttribute('aria-label', texts.language);
    this.#listLanguages(view);
    this.#fullScreen.hidden = !document.fullscreenEnabled;
    name(this.#fullScreen, state.isFullScreen ? texts.leaveFullScreen : texts.fullScreen, view);
    this.#fullScreen.replaceChildren(icon(state.isFullScreen ? 'shrink' : 'grow'));
  }

  #listLanguages({ story, language }: ReadingView): void {
    this.#languageBox.hidden = story.languages.length < 2;
    const listed = story.languages.join(' ');
    if (listed !== this.#listed) {
      this.#listed = listed;
      const options = story.languages.map((each) =>
        element('option', { value: each, ...inLanguage(each) }, languageName(each)),
      );
      this.#languages.replaceChildren(...options);
    }
    this.#languages.value = language;
  }
}

/** Names a button that shows only a drawing. */
function name(target: HTMLElement, label: string, { uiLanguage }: ReadingView): void {
  target.setAttribute('aria-label', label);
  target.title = label;
  target.lang = uiLanguage;
}
