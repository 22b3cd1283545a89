import type { StoryDocument, Tile } from '@taleport/story-model';
import { type Place, tileOf } from './next-place.ts';
import { textIn, valueIn } from './text-in.ts';

/** The address of a media file by its SHA-256; undefined where the file is not there. */
export type MediaUrl = (sha256: string) => string | undefined;

/**
 * The SHA-256 of the narration at a place: in the language of the text that is shown there, which is not the asked one
 * where that is missing. Nobody should hear other words than those that they see.
 */
export function narrationAt(
  story: StoryDocument,
  place: Place,
  language: string,
): string | undefined {
  return place === 'end' ? undefined : narrationOf(story, tileOf(story, place), language);
}

/** The narration of a tile, or of the cover. */
function narrationOf(
  story: StoryDocument,
  tile: Tile | undefined,
  language: string,
): string | undefined {
  const narration = tile ? tile.narration : story.titleNarration;
  const shown = textIn(tile ? tile.text : story.title, language, story.languages);
  return valueIn(narration, shown?.language ?? language);
}

/** The SHA-256 of the film of a tile in a language, or else in the first of the story that has one. */
export function videoOf(
  tile: Tile,
  language: string,
  storyLanguages: readonly string[],
): string | undefined {
  if (tile.kind !== 'video') return undefined;
  const { video } = tile;
  const found = [language, ...storyLanguages].find((each) => valueIn(video, each) !== undefined);
  return found === undefined ? undefined : valueIn(video, found);
}

/** Whether anything of a story can be listened to in a language. */
export function isNarrated(story: StoryDocument, language: string, mediaUrl: MediaUrl): boolean {
  return [undefined, ...story.tiles].some((tile) => {
    const narration = narrationOf(story, tile, language);
    return narration !== undefined && mediaUrl(narration) !== undefined;
  });
}
