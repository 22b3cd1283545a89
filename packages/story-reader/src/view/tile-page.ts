import type { Tile } from '@taleport/story-model';
import { isChoice } from '../reading/next-place.ts';
import { videoOf } from '../reading/page-media.ts';
import { button, element, present } from './element.ts';
import { pictureView, videoView } from './picture-view.ts';
import { quizPart } from './quiz-part.ts';
import { type ReadingView, storyLine, storyText, words } from './reading-view.ts';

export interface TileActions {
  /** Takes the option with this index. */
  readonly takeOption: (index: number) => void;
  /** Tries the answer with this index. */
  readonly tryAnswer: (index: number) => void;
}

export interface TileState {
  /** The ids of the answers of this tile that were tried, the last one last. */
  readonly tried: ReadonlySet<string>;
}

/** A page of the story: what there is to see, then what there is to read, to answer or to choose. */
export function tilePage(
  tile: Tile,
  view: ReadingView,
  { tried, ...actions }: TileActions & TileState,
): HTMLElement[] {
  const reading = element(
    'div',
    { class: 'words' },
    element('div', { class: 'text' }, ...storyText(tile.text, view)),
    tile.kind === 'quiz' && quizPart(tile, view, { tried, tryAnswer: actions.tryAnswer }),
    isChoice(tile) && choicePart(tile, view, actions.takeOption),
  );
  if (tile.kind !== 'video') {
    return present([
      tile.picture && pictureView(tile.picture, tile.caption, view),
      reading,
    ]) as HTMLElement[];
  }
  return [filmOf(tile, view), reading];
}

/** The film; the picture of its tile is shown until it plays, and where the film is not there. */
function filmOf(tile: Tile & { kind: 'video' }, view: ReadingView): HTMLElement {
  const media = videoOf(tile, view.language, view.story.languages);
  const address = media === undefined ? undefined : view.mediaUrl(media);
  if (address === undefined && tile.picture) return pictureView(tile.picture, tile.caption, view);
  const caption = storyLine(tile.caption, view);
  const film = videoView(address, view);
  const poster = tile.picture && view.mediaUrl(tile.picture.media);
  if (film instanceof HTMLVideoElement && poster) film.poster = poster;
  return element(
    'figure',
    { class: 'picture' },
    film,
    caption && element('figcaption', {}, caption),
  );
}

function choicePart(
  tile: Tile & { kind: 'choice' },
  view: ReadingView,
  takeOption: (index: number) => void,
): HTMLElement {
  const options = tile.options.map((option, index) =>
    button(
      { class: 'option' },
      () => takeOption(index),
      element('span', { class: 'number', 'aria-hidden': 'true' }, String(index + 1)),
      storyLine(option.text, view) ?? words(view.texts.goOnTo(index + 1), view),
    ),
  );
  return element(
    'div',
    { class: 'options', role: 'group', 'aria-label': view.texts.choose },
    ...options,
  );
}
