import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Destination } from '@taleport/story-model';
import { StoryDraft } from '../draft/story-draft.ts';

/** Chooses where a reader goes: the following page, another one, or the end. */
@Component({
  selector: 'tp-destination-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <label *transloco="let t">
      <span>{{ label() }}</span>
      <select (change)="choose($any($event.target))">
        @if (canFollow()) {
          <option value="" [selected]="value() === ''">{{ t('editor.next.following') }}</option>
        }
        <option value="end" [selected]="value() === 'end'">{{ t('editor.next.end') }}</option>
        @if (isDead()) {
          <option [value]="value()" selected>{{ t('editor.next.gone') }}</option>
        }
        @for (place of places(); track place.value) {
          <option [value]="place.value" [selected]="place.value === value()">
            {{ t('editor.kindNumber.' + place.kind, { number: place.number }) }}{{ place.words ? ': ' + place.words : '' }}
          </option>
        }
        <option value="new">{{ t('editor.next.new') }}</option>
      </select>
    </label>
  `,
  styles: `
    label {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      align-items: center;
    }
    :host {
      min-width: 0;
    }
    select {
      min-width: 0;
      max-width: 100%;
    }
  `,
})
export class DestinationChoice {
  readonly #draft = inject(StoryDraft);
  /** The id of the page whose reader goes there: the page itself is no place to go to. */
  readonly from = input.required<string>();
  readonly destination = input.required<Destination | null>();
  readonly label = input.required<string>();
  /** Whether "the following page" is a choice. */
  readonly canFollow = input(false);
  readonly chosen = output<Destination | null>();
  /** Somebody wants a page there that is not made yet. */
  readonly newChosen = output<void>();

  protected readonly value = computed(() => {
    const to = this.destination();
    if (to === null) return '';
    return 'tile' in to ? `tile:${to.tile}` : 'end';
  });
  protected readonly places = computed(() => {
    const language = this.#draft.source();
    const places = this.#draft.tiles().map((tile, index) => ({
      value: `tile:${tile.id}`,
      kind: tile.kind,
      number: index + 1,
      words: (tile.caption[language] || tile.text[language] || '').slice(0, 40),
    }));
    const itself = `tile:${this.from()}`;
    return places.filter(({ value }) => value !== itself || value === this.value());
  });
  protected readonly isDead = computed(() => {
    const value = this.value();
    return value.startsWith('tile:') && !this.places().some((place) => place.value === value);
  });

  protected choose(select: HTMLSelectElement): void {
    const { value } = select;
    if (value === 'new') {
      // It shows where it leads, and is drawn anew only where that has changed.
      select.value = this.value();
      this.newChosen.emit();
    } else if (value === '') this.chosen.emit(null);
    else if (value === 'end') this.chosen.emit({ end: true });
    else this.chosen.emit({ tile: value.slice('tile:'.length) });
  }
}
