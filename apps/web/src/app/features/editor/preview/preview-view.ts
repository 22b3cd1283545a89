import {
  ChangeDetectionStrategy,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  inject,
  input,
} from '@angular/core';
import '@taleport/story-reader';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';

/** The story as its readers will see it, with what was written a moment ago. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <story-reader [story]="draft.document()" [mediaUrl]="mediaUrl" [language]="language() ?? draft.source()" [startTile]="tile()"></story-reader>
  `,
  styles: `
    story-reader {
      display: block;
      overflow: hidden;
      height: max(34rem, calc(100dvh - 9rem));
      border-radius: var(--radius-large);
      box-shadow: var(--shadow);
    }
  `,
})
export class PreviewView {
  readonly #story = inject(OpenStory);
  protected readonly draft = inject(StoryDraft);
  /** From the address: where to begin, and in which language. */
  readonly tile = input<string>();
  readonly language = input<string>();

  protected readonly mediaUrl = (sha256: string) => this.#story.mediaUrl(sha256);
}
