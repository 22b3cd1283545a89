import { StoryReader } from './story-reader.ts';

export type { MediaUrl } from './reading/page-media.ts';
export { StoryReader, type StoryReaderEvents } from './story-reader.ts';

// A page that holds the bundle twice keeps the first.
if (!customElements.get('story-reader')) customElements.define('story-reader', StoryReader);
