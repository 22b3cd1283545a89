import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Destination, Tile } from '@taleport/story-model';
import { storyLimits } from '@taleport/story-model/story-limits';
import { tileTexts } from '@taleport/story-model/tile-texts';
import { focusMover, rowAt } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { newPartId } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { DestinationChoice } from './destination-choice.ts';
import { TextField } from './text-field.ts';

type Choice = Extract<Tile, { kind: 'choice' }>;
type Option = Choice['options'][number];

/** What a reader can choose, and where each choice leads. */
@Component({
  selector: 'tp-choice-options',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DestinationChoice, Icon, MatButtonModule, TextField, TranslocoDirective],
  templateUrl: './choice-options.html',
  styleUrl: './part-list.css',
})
export class ChoiceOptions {
  readonly #draft = inject(StoryDraft);
  readonly #moveFocus = focusMover();
  readonly tile = input.required<Choice>();
  readonly number = input.required<number>();
  readonly languages = input.required<readonly string[]>();

  protected readonly texts = computed(() =>
    tileTexts(this.tile()).filter(({ role }) => role === 'option'),
  );
  protected readonly isFull = computed(
    () => this.tile().options.length >= storyLimits.answersPerTile,
  );

  /** A new option leads to the page after the choice, which is what most of them do. */
  protected add(): void {
    const following = this.#draft.tiles()[this.number()];
    const goTo: Destination = following ? { tile: following.id } : { end: true };
    this.#edit((options) => [...options, { id: newPartId(), text: {}, goTo }]);
  }

  protected remove(id: string): void {
    this.#moveFocus(rowAt(this.tile().options.findIndex((option) => option.id === id)));
    this.#edit((options) => options.filter((option) => option.id !== id));
  }

  protected lead(id: string, goTo: Destination | null): void {
    if (!goTo) return;
    this.#edit((options) =>
      options.map((option) => (option.id === id ? { ...option, goTo } : option)),
    );
  }

  #edit(change: (options: readonly Option[]) => Option[]): void {
    this.#draft.editTile(this.tile().id, { name: 'editAnswers' }, (tile) =>
      tile.kind === 'choice' ? { ...tile, options: change(tile.options) } : tile,
    );
  }
}
