import {
  ChangeDetectionStrategy,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  inject,
  input,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import '@taleport/story-reader';
import { debounceTime } from 'rxjs';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';

/** Long enough that typing does not wait for it. */
const pauseMs = 250;

/** The story as its readers will see it, with what was written a moment ago. */
@Component({
  selector: 'tp-story-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <story-reader [story]="document()" [mediaUrl]="mediaUrl" [language]="language()" [startTile]="startTile()"></story-reader>
  `,
  styles: `
    :host {
      display: grid;
      overflow: hidden;
      border-radius: var(--radius-large);
      box-shadow: var(--shadow);
    }
  `,
})
export class StoryPreview {
  readonly #story = inject(OpenStory);
  readonly #draft = inject(StoryDraft);
  readonly language = input.required<string>();
  /** The id of the page to begin with; empty for the cover. */
  readonly startTile = input('');

  protected readonly document = toSignal(
    toObservable(this.#draft.document).pipe(debounceTime(pauseMs)),
    { initialValue: this.#draft.document() },
  );
  protected readonly mediaUrl = (sha256: string) => this.#story.mediaUrl(sha256);
}
