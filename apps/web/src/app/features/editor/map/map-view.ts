import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { type MapEdge, type MapNode, storyMap } from '../document/story-map.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';

const step = { x: 104, y: 96 };
const margin = 52;
const radius = 30;

/** The ways through the story. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoDirective],
  templateUrl: './map-view.html',
  styleUrls: ['../view.css', './map-view.css'],
})
export class MapView {
  readonly #draft = inject(StoryDraft);
  protected readonly story = inject(OpenStory);
  protected readonly radius = radius;

  readonly #map = computed(() => storyMap({ tiles: [...this.#draft.tiles()] }));
  protected readonly size = computed(() => ({
    width: (this.#map().columns - 1) * step.x + 2 * margin,
    height: (this.#map().rows - 1) * step.y + 2 * margin,
  }));
  protected readonly nodes = computed(() =>
    this.#map().nodes.map((node) => ({
      ...node,
      ...center(node),
      picture: this.#pictureOf(node),
      isEnd: this.#map().ends.has(node.id),
    })),
  );
  protected readonly edges = computed(() =>
    this.#map().edges.map((edge) => ({ ...edge, path: pathOf(edge) })),
  );

  #pictureOf({ number }: MapNode): string | undefined {
    const picture = this.#draft.tiles()[number - 1]?.picture;
    return picture ? this.story.mediaUrl(picture.media) : undefined;
  }
}

function center({ column, row }: MapNode): { x: number; y: number } {
  return { x: margin + column * step.x, y: margin + row * step.y };
}

/** A line that bows out of the way of the pages between its ends; one that leads back bows upwards. */
function pathOf({ from, to }: MapEdge): string {
  const [start, end] = [center(from), center(to)];
  const far = Math.abs(to.column - from.column) > 1 || to.column <= from.column;
  const bow = far ? (to.column <= from.column ? -step.y * 0.6 : step.y * 0.5) : 0;
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + bow };
  return `M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`;
}
