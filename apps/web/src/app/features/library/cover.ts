import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { routePath } from '@taleport/contracts/route';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import type { Story } from '@taleport/contracts/stories';

const lights = ['morning', 'noon', 'evening', 'night', 'forest'] as const;

/** The picture of a story; one that has none yet gets hills in a light of its own. */
@Component({
  selector: 'tp-cover',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (picture(); as address) {
      <img [src]="address" alt="" loading="lazy" />
    } @else {
      <svg viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true" [attr.class]="light()">
        <rect class="sky" width="400" height="300" />
        <circle class="light" cx="312" cy="84" r="30" />
        <path class="far" d="M0 214c64-56 124-52 190-18s140 18 210-30v134H0z" />
        <path class="near" d="M0 254c90-42 164-12 232-6s118-10 168-28v80H0z" />
        <text x="40" y="150">{{ initial() }}</text>
      </svg>
    }
  `,
  styleUrl: './cover.css',
})
export class Cover {
  readonly story = input.required<Story>();

  protected readonly picture = computed(() => {
    const { id, picture } = this.story();
    return picture && routePath(mediaRoutes.get, { storyId: id, sha256: picture });
  });
  protected readonly initial = computed(() => [...this.story().title.trim()][0] ?? '?');
  /** Always the same for a story. */
  protected readonly light = computed(() => {
    const number = Number.parseInt(this.story().id.slice(-6), 16) || 0;
    return lights[number % lights.length];
  });
}
