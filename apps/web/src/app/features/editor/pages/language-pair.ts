import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { TargetLanguage } from '../target-language.ts';

/** The language of the story, and the choice of the one to write beside it. */
@Component({
  selector: 'tp-language-pair',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoDirective],
  template: `
    <p *transloco="let t">
      @if (target.code(); as code) {
        <label>
          <span>{{ t('editor.tile.beside', { language: target.nameOf(draft.source()) }) }}</span>
          <select [value]="code" (change)="target.choose($any($event.target).value)">
            @for (language of draft.languages().slice(1); track language) {
              <option [value]="language" [selected]="language === code">{{ target.nameOf(language) }}</option>
            }
          </select>
        </label>
      } @else {
        <span>{{ target.nameOf(draft.source()) }}</span>
        <a [routerLink]="['/stories', story.id(), 'details']" fragment="languages">{{ t('editor.tile.addLanguage') }}</a>
      }
    </p>
  `,
  styles: `
    p,
    label {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      align-items: center;
    }
    /* Names of languages begin small in many languages, and this is the beginning of a sentence. */
    span {
      display: inline-block;
    }
    span::first-letter {
      text-transform: uppercase;
    }
  `,
})
export class LanguagePair {
  protected readonly draft = inject(StoryDraft);
  protected readonly story = inject(OpenStory);
  protected readonly target = inject(TargetLanguage);
}
