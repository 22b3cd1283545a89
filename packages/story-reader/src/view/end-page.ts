import { creditList } from './cover-page.ts';
import { button, element } from './element.ts';
import { icon } from './icon.ts';
import { type ReadingView, storyLine, words } from './reading-view.ts';

/** The end: again, and who made the story. */
export function endPage(view: ReadingView, readAgain: () => void): HTMLElement[] {
  const { story, texts } = view;
  const credits = creditList(view);
  const facts = [
    story.license && fact(texts.license, story.license, view),
    story.source && fact(texts.source, story.source, view),
  ];
  return [
    element(
      'div',
      { class: 'words end' },
      element('h2', {}, words(texts.theEnd, view)),
      element('p', { class: 'ending' }, storyLine(story.title, view)),
      element(
        'div',
        { class: 'begin' },
        button({ class: 'big main' }, readAgain, icon('again'), words(texts.again, view)),
      ),
      credits && element('h3', {}, words(texts.credits, view)),
      credits,
      element('div', { class: 'facts' }, ...facts.map((each) => each || undefined)),
    ),
  ];
}

function fact(name: string, value: string, view: ReadingView): HTMLElement {
  return element('p', {}, words(`${name}: `, view), element('bdi', {}, value));
}
