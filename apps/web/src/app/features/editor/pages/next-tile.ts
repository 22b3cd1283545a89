import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Destination, Tile } from '@taleport/story-model';
import { withPageAfter } from '../document/new-pages.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { DestinationChoice } from './destination-choice.ts';

/** Where the story goes on after a page. */
@Component({
  selector: 'tp-next-tile',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DestinationChoice, TranslocoDirective],
  template: `
    <tp-destination-choice *transloco="let t" [label]="t('editor.next.label')" [destination]="tile().next" [canFollow]="true" [from]="tile().id"
      (chosen)="choose($event)" (newChosen)="lead()" />
  `,
})
export class NextTile {
  readonly #draft = inject(StoryDraft);
  readonly tile = input.required<Tile>();
  readonly number = input.required<number>();

  protected choose(next: Destination | null): void {
    this.#draft.editTile(this.tile().id, { name: 'changeJump' }, (tile) => ({ ...tile, next }));
  }

  protected lead(): void {
    const edit = { name: 'addTile' as const, tileNumber: this.number() + 1 };
    this.#draft.edit(edit, (story) => withPageAfter(story, this.number() - 1));
  }
}
