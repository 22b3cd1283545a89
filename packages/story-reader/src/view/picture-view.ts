import type { Picture } from '@taleport/story-model';
import type { PerLanguage } from '../reading/text-in.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { inLanguage, type ReadingView, storyLine, words } from './reading-view.ts';

/** A picture with its caption. Where the file is not there, or cannot be shown, what it shows stands in its place. */
export function pictureView(
  picture: Picture,
  caption: PerLanguage,
  view: ReadingView,
): HTMLElement {
  const line = storyLine(caption, view);
  const figure = element('figure', { class: 'picture' });
  const address = view.mediaUrl(picture.media);
  const placeholder = () => absence(storyLine(picture.alt, view), view.texts.noPicture, view);
  if (address === undefined) {
    figure.append(placeholder());
  } else {
    const alt = storyLine(picture.alt, view);
    const image = element('img', {
      ...inLanguage(alt?.lang ?? view.language),
      alt: alt?.textContent ?? '',
      decoding: 'async',
      draggable: 'false',
    });
    image.addEventListener('error', () => image.replaceWith(placeholder()));
    image.src = address;
    figure.append(image);
  }
  if (line) figure.append(element('figcaption', {}, line));
  return figure;
}

/** A film; one that is not there is told of, where the picture would be. */
export function videoView(address: string | undefined, view: ReadingView): HTMLElement {
  const placeholder = () => absence(undefined, view.texts.noVideo, view);
  if (address === undefined) return placeholder();
  const video = element('video', { controls: true, playsinline: true, preload: 'metadata' });
  video.setAttribute('aria-label', view.texts.video);
  video.addEventListener('error', () => video.replaceWith(placeholder()));
  video.src = address;
  return video;
}

function absence(what: HTMLElement | undefined, without: string, view: ReadingView): HTMLElement {
  return element('div', { class: 'absent' }, icon('picture'), what ?? words(without, view));
}
