import type { StoryDocument } from '@taleport/story-model';

/** The id of the element of a page that holds its book as JSON. */
export const bookContentId = 'book-content';

/** What a package's page tells the reader in it. */
export interface BookContent {
  readonly story: StoryDocument;
  /** Addresses of the media that is in the package, relative to the page, by SHA-256. */
  readonly media: Readonly<Record<string, string>>;
  /** The language to open in (BCP 47), where the address of the page names none. */
  readonly language: string;
}
