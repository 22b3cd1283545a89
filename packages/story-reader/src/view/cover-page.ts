import { type AgeRange, oldestAge } from '@taleport/story-model/age-range';
import { isNarrated } from '../reading/page-media.ts';
import type { ReaderTexts } from '../reading/reader-texts.ts';
import { button, element, present } from './element.ts';
import { icon } from './icon.ts';
import { pictureView } from './picture-view.ts';
import { inLanguage, type ReadingView, storyLine, storyText, words } from './reading-view.ts';

/** The cover of a book has no room for everybody; all are named at the end. */
const creditsOnCover = 4;

export interface CoverActions {
  readonly startReading: () => void;
  readonly startListening: () => void;
}

/** The cover: picture, title, what the story is about, for whom it is and by whom, and the ways to begin. */
export function coverPage(view: ReadingView, actions: CoverActions): HTMLElement[] {
  const { story, texts } = view;
  const title = storyLine(story.title, view) ?? words(texts.untitled, view);
  const begin = [
    isNarrated(story, view.language, view.mediaUrl) &&
      button({ class: 'big' }, actions.startListening, icon('listen'), words(texts.readToMe, view)),
    button({ class: 'big main' }, actions.startReading, icon('book'), words(texts.start, view)),
  ];
  const page = element(
    'div',
    { class: 'words' },
    element('h1', {}, title),
    story.ageRange && element('p', { class: 'ages' }, words(agesOf(story.ageRange, texts), view)),
    element('div', { class: 'summary' }, ...storyText(story.summary, view)),
    element('div', { class: 'begin' }, ...begin),
    creditList(view, creditsOnCover),
  );
  return present([story.cover && pictureView(story.cover, {}, view), page]) as HTMLElement[];
}

function agesOf({ from, to }: AgeRange, texts: ReaderTexts): string {
  return to === oldestAge ? texts.agesFrom(from) : texts.ages(from, to);
}

/** Who made the story, in the language of the reader or else in the first that says so. */
export function creditList(view: ReadingView, most = Infinity): HTMLElement | undefined {
  const { credits, languages } = view.story;
  const language = [view.language, ...languages].find((each) => credits[each]?.length);
  const lines = language === undefined ? [] : (credits[language] ?? []);
  if (language === undefined || lines.length === 0) return undefined;
  const items = lines
    .slice(0, most)
    .map(({ role, name }) =>
      element('li', {}, element('bdi', {}, role), ': ', element('bdi', {}, name)),
    );
  return element('ul', { class: 'credits', ...inLanguage(language) }, ...items);
}
