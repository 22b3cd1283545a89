import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { routePath } from '@taleport/contracts/route';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import type { Story } from '@taleport/contracts/stories';

const lights = ['morning', 'noon', 'evening', 'night', 'forest'] as const;

/** The picture of a story; one that has none yet gets hills in a light of its own. */
@Component({
  selector: 'tp-cover',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './cover.html',
  styleUrl: './cover.css',
})
export class Cover {
  readonly story = input.required<Story>();

  protected readonly picture = computed(() => {
    const { id, picture } = this.story();
    return picture && routePath(mediaRoutes.get, { storyId: id, sha256: picture });
  });
  /** Always the same for a story. */
  readonly #number = computed(() =>
    [...this.story().slug].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 7),
  );
  protected readonly light = computed(() => lights[this.#number() % lights.length]);
  protected readonly isMirrored = computed(() => this.#number() % 2 === 1);
}
