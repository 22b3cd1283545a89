import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { StoryPreview } from './story-preview.ts';

/** The story from the page on that one was at, as large as the window allows; who reads on is at another page then. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [StoryPreview],
  template: `<tp-story-preview [language]="draft.source()" [startTile]="page() ?? ''" (story-page)="story.tileId.set($any($event).detail.tile)" />`,
  styles: `
    tp-story-preview {
      height: max(34rem, calc(100dvh - 14rem));
    }
  `,
})
export class PreviewView {
  protected readonly draft = inject(StoryDraft);
  protected readonly story = inject(OpenStory);
  /** The id of a page, from the address; without it, the cover is shown. */
  readonly page = input<string>();
}
