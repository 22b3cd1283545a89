export { canonicalJson } from './canonical-json.ts';
export {
  checkStory,
  reachedTiles,
  type StoryFinding,
  type StoryFindingCode,
} from './check-story.ts';
export { compareLanguages, compareTiles } from './compare-stories.ts';
export { creditedNames } from './credited-names.ts';
export { dropMedia } from './drop-media.ts';
export { jsonOutline } from './json-outline.ts';
export { languageTag } from './language-tag.ts';
export { mapMedia } from './map-media.ts';
export { type Forking, mayBeForked } from './may-be-forked.ts';
export { isMediaType, type MediaKind, type MediaType, mediaTypes } from './media-type.ts';
export {
  type MediaRole,
  type MediaUse,
  mediaKindOf,
  mediaPointer,
  mediaUses,
} from './media-uses.ts';
export type { Path } from './merge-documents.ts';
export { type MergedStory, mergeStories, settleConflicts } from './merge-stories.ts';
export { selectLanguages } from './select-languages.ts';
export { listOf } from './short-refusals.ts';
export { slug } from './slug.ts';
export { storyChanges } from './story-changes.ts';
export { type StoryDocument, type StoryDocumentInput, storyDocument } from './story-document.ts';
export { storyLimits } from './story-limits.ts';
export { textDirection } from './text-direction.ts';
export { type Tile, tile } from './tile.ts';
export { type Destination, mediaId, type Picture } from './tile-parts.ts';
