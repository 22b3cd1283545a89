import './index.ts';
import { type BookContent, bookContentId } from './book-content.ts';
import { addressOfPlace, placeInAddress } from './reading/book-address.ts';
import { textIn, valueIn } from './reading/text-in.ts';
import { StoryReader } from './story-reader.ts';
import { element } from './view/element.ts';

/**
 * Makes a book of the page that this script stands in: shows the reader, and hides the plain story that follows. A
 * browser that cannot show the reader throws, or stops before, and keeps the plain story.
 */
function openBook(): void {
  // The colours of the reader are the youngest thing that it needs.
  if (!CSS.supports('color', 'light-dark(#fff, #000)')) return;
  const content: BookContent = JSON.parse(
    document.getElementById(bookContentId)?.textContent ?? '',
  );
  const { story, media, language } = content;
  const place = placeInAddress(location.hash);
  const reader = new StoryReader();
  reader.story = story;
  reader.mediaUrl = (sha256) => valueIn(media, sha256);
  reader.language = place.language ?? language;
  reader.startTile = story.tiles.some(({ id }) => id === place.tile) ? place.tile : undefined;
  showAlone(reader);
  tellPlace(reader);
  listenToKeys(reader);
}

/** The plain story, which follows the script, is hidden before the browser has read it, and taken away when it has. */
function showAlone(reader: StoryReader): void {
  const main = element('main', {}, reader);
  document.currentScript?.before(main);
  document.documentElement.classList.add('book');
  document.addEventListener('DOMContentLoaded', () => {
    for (const part of [...document.body.children]) {
      if (part !== main && !part.matches('.notice')) part.remove();
    }
    reader.focus({ preventScroll: true });
  });
}

/** The page says where it is: in its address, so that it opens there when it is loaded again, and in title and heading. */
function tellPlace(reader: StoryReader): void {
  let tile: string | undefined = reader.startTile || undefined;
  // The cover has one of its own.
  const heading = element('h1', { class: 'unseen', hidden: true });
  reader.before(heading);
  const tell = () => {
    const { story, language } = reader;
    history.replaceState(null, '', addressOfPlace({ language, tile }));
    const title = story && textIn(story.title, language, story.languages);
    if (!title) return;
    document.title = title.text;
    heading.textContent = title.text;
    heading.lang = title.language;
  };
  reader.addEventListener('story-language', tell);
  for (const name of ['story-cover', 'story-page', 'story-end'] as const) {
    reader.addEventListener(name, ({ detail }) => {
      tile = detail?.tile;
      heading.hidden = name === 'story-cover';
      tell();
    });
  }
}

/** The page is nothing but the book: its keys work wherever the focus is. */
function listenToKeys(reader: StoryReader): void {
  document.addEventListener('keydown', (event) => {
    if (event.target !== document.body) return;
    const isUsed = !reader.dispatchEvent(new KeyboardEvent('keydown', event));
    if (isUsed) event.preventDefault();
  });
}

openBook();
