import type { Picture } from '@taleport/story-model';
import { type Html, html } from './html.ts';
import { type SectionContext, words } from './start-page-context.ts';

/** A picture; in the place of one that is not in the package, what it shows. */
export function pictureFigure(
  picture: Picture | null,
  context: SectionContext,
  loading: 'lazy' | 'eager' = 'lazy',
): Html | undefined {
  if (!picture) return undefined;
  const alt = picture.alt[context.language];
  const path = context.paths.get(picture.media);
  if (path !== undefined) {
    return html`<img src="${mediaAddress(path)}" alt="${alt}" loading="${loading}">`;
  }
  const isMissing = context.missing.has(picture.media);
  if (!alt && !isMissing) return undefined;
  return html`<div class="absent">${alt && html`<p>${alt}</p>`}${isMissing && absence(context)}</div>`;
}

/** A player; nothing for narration that was left out on request, since the text is there. */
export function audioPlayer(media: string | undefined, context: SectionContext): Html | undefined {
  if (media === undefined) return undefined;
  const path = context.paths.get(media);
  if (path !== undefined) {
    return html`<audio controls preload="none" src="${mediaAddress(path)}" aria-label="${context.texts.narration}"></audio>`;
  }
  if (!context.missing.has(media)) return undefined;
  return html`<div class="absent">${absence(context)}</div>`;
}

export function videoPlayer(media: string | undefined, context: SectionContext): Html | undefined {
  if (media === undefined) return undefined;
  const path = context.paths.get(media);
  if (path === undefined) return html`<div class="absent">${absence(context)}</div>`;
  return html`<video controls preload="metadata" src="${mediaAddress(path)}"></video>`;
}

function absence(context: SectionContext): Html {
  return html`<p>${words(context.texts.missing, context)}</p>`;
}

/** The address of a file of the package, relative to the page. */
export function mediaAddress(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
