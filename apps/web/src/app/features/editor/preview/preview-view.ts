import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { StoryDraft } from '../draft/story-draft.ts';
import { StoryPreview } from './story-preview.ts';

/** The story from its cover on, as large as the window allows. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [StoryPreview],
  template: `<tp-story-preview [language]="draft.source()" />`,
  styles: `
    tp-story-preview {
      height: max(34rem, calc(100dvh - 14rem));
    }
  `,
})
export class PreviewView {
  protected readonly draft = inject(StoryDraft);
}
