import type { MediaRole } from './media-uses.ts';
import type { StoryDocument } from './story-document.ts';
import type { Tile } from './tile.ts';

/** Whether a use of a media file, named by its SHA-256, stays. */
export type KeepsMedia = (sha256: string, role: MediaRole) => boolean;

/** The story without the uses of media that do not stay; a picture goes with what is said of it. */
export function dropMedia(story: StoryDocument, keeps: KeepsMedia): StoryDocument {
  return {
    ...story,
    cover: story.cover && keeps(story.cover.media, 'cover') ? story.cover : null,
    titleNarration: keptFiles(story.titleNarration, 'title-narration', keeps),
    tiles: story.tiles.map((tile) => dropTileMedia(tile, keeps)),
  };
}

function dropTileMedia(tile: Tile, keeps: KeepsMedia): Tile {
  const kept = {
    picture: tile.picture && keeps(tile.picture.media, 'picture') ? tile.picture : null,
    narration: keptFiles(tile.narration, 'narration', keeps),
  };
  return tile.kind === 'video'
    ? { ...tile, ...kept, video: keptFiles(tile.video, 'video', keeps) }
    : { ...tile, ...kept };
}

function keptFiles(
  files: Record<string, string>,
  role: MediaRole,
  keeps: KeepsMedia,
): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([, sha256]) => keeps(sha256, role)));
}
