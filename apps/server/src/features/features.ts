import type { Feature } from './feature.ts';
import { media } from './media/media-endpoint.ts';
import { stories } from './stories/stories-endpoint.ts';
import { storyExport } from './story-export/export-endpoint.ts';

/** The table of contents of the server. */
export const features: readonly Feature[] = [stories, media, storyExport];
