import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { textDirection } from '@taleport/story-model/text-direction';
import { tileTexts } from '@taleport/story-model/tile-texts';
import { Icon } from '../../../ui/icon.ts';
import { kindIcons } from '../document/kind-icons.ts';
import { type MapEdge, type MapNode, storyMap } from '../document/story-map.ts';
import { tileKinds } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';

const step = { x: 124, y: 120 };
const margin = 64;
const radius = 30;
/** Between the head of an arrow and the circle that it leads to, whose end has a ring. */
const gap = 7;
const firstWords = 60;

/** The ways through the story. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoDirective],
  templateUrl: './map-view.html',
  styleUrls: ['../view.css', './map-view.css'],
})
export class MapView {
  readonly #draft = inject(StoryDraft);
  protected readonly story = inject(OpenStory);
  protected readonly radius = radius;
  protected readonly width = step.x - 8;
  protected readonly icons = kindIcons;
  protected readonly kinds = tileKinds.filter((kind) => kind !== 'page');
  protected readonly language = this.#draft.source;
  protected readonly direction = computed(() => textDirection(this.language()));

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
      words: this.#wordsOf(node),
      isEnd: this.#map().ends.has(node.id),
    })),
  );
  protected readonly edges = computed(() =>
    this.#map().edges.map((edge) => ({ ...edge, path: pathOf(edge) })),
  );

  #wordsOf({ number }: MapNode): string {
    const tile = this.#draft.tiles()[number - 1];
    const texts = tile ? tileTexts(tile).map(({ values }) => values[this.language()]) : [];
    return texts.find(Boolean)?.slice(0, firstWords) ?? '';
  }

  #pictureOf({ number }: MapNode): string | undefined {
    const picture = this.#draft.tiles()[number - 1]?.picture;
    return picture ? this.story.mediaUrl(picture.media) : undefined;
  }
}

function center({ column, row }: MapNode): Point {
  return { x: margin + column * step.x, y: margin + row * step.y };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line that bows out of the way of the pages between its ends; one that leads back bows upwards. */
function pathOf({ from, to }: MapEdge): string {
  const [start, end] = [center(from), center(to)];
  const far = Math.abs(to.column - from.column) > 1 || to.column <= from.column;
  const bow = far ? (to.column <= from.column ? -step.y * 0.6 : step.y * 0.5) : 0;
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + bow };
  const [first, last] = [towards(start, middle), towards(end, middle)];
  return `M${first.x} ${first.y}Q${middle.x} ${middle.y} ${last.x} ${last.y}`;
}

/** Where a line that leaves the middle of a page comes out of its circle. */
function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = (radius + gap) / distance;
  return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
}
