import type { Story } from '@taleport/contracts/stories';

type Shown = Pick<Story, 'publishedVersion' | 'hasUnpublishedChanges'>;

/** What readers see of a story: nothing, its draft as it is, or an earlier one. */
export function publicationState(story: Shown): 'draft' | 'published' | 'changedSince' {
  if (story.publishedVersion === null) return 'draft';
  return story.hasUnpublishedChanges ? 'changedSince' : 'published';
}
