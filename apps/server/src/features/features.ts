import { catalogue } from './catalogue/catalogue-endpoint.ts';
import type { Feature } from './feature.ts';
import { jobStatus } from './job-status/job-status-endpoint.ts';
import { media } from './media/media-endpoint.ts';
import { stories } from './stories/stories-endpoint.ts';
import { storyExport } from './story-export/export-endpoint.ts';
import { storyFork } from './story-fork/fork-endpoint.ts';
import { storyImport } from './story-import/import-endpoint.ts';
import { storyPublish } from './story-publish/publish-endpoint.ts';
import { uploads } from './uploads/uploads-endpoint.ts';

/** The table of contents of the server. */
export const features: readonly Feature[] = [
  stories,
  media,
  uploads,
  storyPublish,
  storyExport,
  storyImport,
  storyFork,
  catalogue,
  jobStatus,
];
