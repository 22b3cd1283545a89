import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Tile } from '@taleport/story-model';
import { textDirection } from '@taleport/story-model/text-direction';
import { Icon } from '../../../ui/icon.ts';
import { kindIcons } from '../document/kind-icons.ts';
import { OpenStory } from '../open-story.ts';

/** A page in small: its picture, its number and the beginning of its text. */
@Component({
  selector: 'tp-tile-thumbnail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (picture(); as url) {
        <img [src]="url" alt="" width="56" height="48" loading="lazy" decoding="async" />
      } @else {
        <span class="blank" aria-hidden="true"><tp-icon [name]="icon()" /></span>
      }
      <span class="about">
        <span class="number">{{ t('editor.kindNumber.' + tile().kind, { number: number() }) }}</span>
        <span class="words" [lang]="language()" [dir]="direction()">{{ words() }}</span>
      </span>
    </ng-container>
  `,
  styleUrl: './tile-thumbnail.css',
})
export class TileThumbnail {
  readonly #story = inject(OpenStory);
  readonly tile = input.required<Tile>();
  readonly number = input.required<number>();
  readonly language = input.required<string>();

  protected readonly icon = computed(() => kindIcons[this.tile().kind]);
  protected readonly direction = computed(() => textDirection(this.language()));
  protected readonly picture = computed(() => {
    const { picture } = this.tile();
    return picture && this.#story.mediaUrl(picture.media);
  });
  protected readonly words = computed(() => {
    const tile = this.tile();
    const language = this.language();
    const question = tile.kind === 'quiz' ? tile.question[language] : undefined;
    const words = question || tile.caption[language] || tile.text[language] || '';
    return words.slice(0, 80);
  });
}
