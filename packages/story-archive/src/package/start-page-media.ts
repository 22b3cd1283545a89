import type { Picture } from '@taleport/story-model';
import { type Html, html } from './html.ts';
import type { StartPageTexts } from './start-page-texts.ts';

/** What the parts of one language's section need. */
export interface PageContext {
  readonly language: string;
  readonly texts: StartPageTexts;
  /** Paths in the package, by SHA-256. */
  readonly paths: ReadonlyMap<string, string>;
}

export function pictureFigure(picture: Picture | null, context: PageContext): Html | undefined {
  if (!picture) return undefined;
  const path = context.paths.get(picture.media);
  if (path === undefined) return absence(context);
  return html`<img src="${address(path)}" alt="${picture.alt[context.language]}" loading="lazy">`;
}

export function audioPlayer(media: string | undefined, context: PageContext): Html | undefined {
  if (media === undefined) return undefined;
  const path = context.paths.get(media);
  if (path === undefined) return absence(context);
  return html`<audio controls preload="none" src="${address(path)}" aria-label="${context.texts.narration}"></audio>`;
}

export function videoPlayer(media: string | undefined, context: PageContext): Html | undefined {
  if (media === undefined) return undefined;
  const path = context.paths.get(media);
  if (path === undefined) return absence(context);
  return html`<video controls preload="metadata" src="${address(path)}"></video>`;
}

function absence({ texts }: PageContext): Html {
  return html`<p class="absent">${texts.missing}</p>`;
}

function address(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
