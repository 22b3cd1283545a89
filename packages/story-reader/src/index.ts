import { StoryReader } from './story-reader.ts';

// A page that holds the bundle twice keeps the first.
if (!customElements.get('story-reader')) customElements.define('story-reader', StoryReader);
