import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryDocument } from '@taleport/story-model';
import { StoryDraft } from '../draft/story-draft.ts';
import { MediaField } from '../media/media-field.ts';
import { LanguagePair } from '../pages/language-pair.ts';
import { TargetLanguage } from '../target-language.ts';
import { AboutFields } from './about-fields.ts';
import { CreditsField } from './credits-field.ts';
import { ForkingField } from './forking-field.ts';
import { FrontText } from './front-text.ts';
import { LanguagesField } from './languages-field.ts';

/** What is said of the story as a whole. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AboutFields,
    CreditsField,
    ForkingField,
    FrontText,
    LanguagePair,
    LanguagesField,
    MediaField,
    TranslocoDirective,
  ],
  templateUrl: './details-view.html',
  styleUrls: ['../view.css', './details-view.css'],
})
export class DetailsView {
  protected readonly draft = inject(StoryDraft);
  protected readonly target = inject(TargetLanguage);
  protected readonly frontFields = ['title', 'summary'] as const;
  protected readonly story = computed<StoryDocument | undefined>(() => this.draft.document());
  protected readonly languages = computed(() => {
    const target = this.target.code();
    return target === undefined ? [this.draft.source()] : [this.draft.source(), target];
  });
}
