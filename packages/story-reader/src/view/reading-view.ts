import type { StoryDocument } from '@taleport/story-model';
import type { MediaUrl } from '../reading/page-media.ts';
import type { ReaderTexts } from '../reading/reader-texts.ts';
import { textDirection } from '../reading/text-direction.ts';
import { type PerLanguage, paragraphsOf, textIn } from '../reading/text-in.ts';
import { element } from './element.ts';

/** What every part of the reader that shows something of the story needs to know. */
export interface ReadingView {
  readonly story: StoryDocument;
  /** The language that the story is read in. */
  readonly language: string;
  readonly texts: ReaderTexts;
  /** The language of what the reader says itself. */
  readonly uiLanguage: string;
  readonly mediaUrl: MediaUrl;
}

/** Language and direction of a part that may be in another language than the story around it. */
export function inLanguage(language: string): { readonly lang: string; readonly dir: string } {
  return { lang: language, dir: textDirection(language) };
}

/** A word of the reader itself, marked as what it is, so that it is pronounced and directed well. */
export function words(text: string, { uiLanguage }: ReadingView): HTMLSpanElement {
  return element('span', { lang: uiLanguage, dir: 'ltr' }, text);
}

/** One line of the story in the language of the reader, or else in the one it has; undefined where it has none. */
export function storyLine(texts: PerLanguage, view: ReadingView): HTMLSpanElement | undefined {
  const found = textIn(texts, view.language, view.story.languages);
  return found && element('span', inLanguage(found.language), found.text);
}

/** A longer text of the story, a paragraph each. */
export function storyText(texts: PerLanguage, view: ReadingView): HTMLParagraphElement[] {
  const found = textIn(texts, view.language, view.story.languages);
  if (!found) return [];
  return paragraphsOf(found.text).map((text) => element('p', inLanguage(found.language), text));
}
