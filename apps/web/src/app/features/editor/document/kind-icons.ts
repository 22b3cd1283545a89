import type { IconName } from '../../../ui/icon.ts';
import type { TileKind } from './tiles.ts';

/** The sign of each kind of page. */
export const kindIcons = {
  page: 'page',
  choice: 'branch',
  quiz: 'quiz',
  video: 'film',
} as const satisfies Record<TileKind, IconName>;
