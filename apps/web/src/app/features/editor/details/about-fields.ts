import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryDocument } from '@taleport/story-model';
import { type AgeRange, oldestAge } from '@taleport/story-model/age-range';
import { storyLimits } from '@taleport/story-model/story-limits';
import { StoryDraft } from '../draft/story-draft.ts';

/** Common licences for books; any other text may be written instead. */
const licences = [
  'CC BY 4.0',
  'CC BY-SA 4.0',
  'CC BY-NC 4.0',
  'CC BY-NC-SA 4.0',
  'CC BY-ND 4.0',
  'CC BY-NC-ND 4.0',
  'CC0 1.0',
];

/** Topics, age, licence and source. */
@Component({
  selector: 'tp-about-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  templateUrl: './about-fields.html',
  styleUrls: ['../pages/text-field.css', './about-fields.css'],
})
export class AboutFields {
  readonly #draft = inject(StoryDraft);
  readonly story = input.required<StoryDocument>();
  protected readonly licences = licences;
  protected readonly maxLength = storyLimits.shortTextLength;
  protected readonly oldestAge = oldestAge;

  protected writeText(field: 'license' | 'source', value: string): void {
    this.#draft.edit({ name: 'changeDetails', field }, (story) => ({ ...story, [field]: value }));
  }

  protected writeTopics(value: string): void {
    const topics = value.split(',').map((topic) => topic.trim());
    const unique = [...new Set(topics.filter((topic) => topic !== ''))];
    this.#draft.edit({ name: 'changeDetails', field: 'topics' }, (story) => ({
      ...story,
      topics: unique.slice(0, storyLimits.topics),
    }));
  }

  protected endOf(ages: AgeRange | null): number | '' {
    return ages && ages.to !== oldestAge ? ages.to : '';
  }

  /** An age that is left empty leaves that side open; without both there is no range. */
  protected writeAge(from: string, to: string): void {
    const ages = [from || 0, to || oldestAge].map((age) =>
      Math.min(oldestAge, Math.max(0, Math.trunc(Number(age)))),
    );
    const [low = 0, high = 0] = ages.toSorted((one, other) => one - other);
    const ageRange = from === '' && to === '' ? null : { from: low, to: high };
    this.#draft.edit({ name: 'changeDetails', field: 'age' }, (story) => ({ ...story, ageRange }));
  }
}
