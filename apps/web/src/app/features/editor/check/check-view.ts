import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { checkStory } from '@taleport/story-model/check-story';
import { StoryDraft } from '../draft/story-draft.ts';
import { FindingList } from './finding-list.ts';
import { unreachedBecause } from './unreached-because.ts';

/** Of each severity: all that a hundred pages in a hundred languages can lack. */
const maxFindings = 10_000;

/** What the story lacks to be published, and what its readers would miss; it changes while one writes. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FindingList, TranslocoDirective],
  template: `
    <section *transloco="let t">
      <h2>{{ t('editor.check.title') }}</h2>
      @if (found(); as found) {
        @if (found.errors.count + found.warnings.count === 0) {
          <p role="status">{{ t('editor.check.nothing') }}</p>
        }
        @if (found.errors.count > 0) {
          <h3>{{ t('editor.check.errors', { count: found.errors.count }) }}</h3>
          <tp-finding-list severity="error" [findings]="found.errors.findings" [count]="found.errors.count" />
        }
        @if (found.warnings.count > 0) {
          <h3>{{ t('editor.check.warnings', { count: found.warnings.count - found.followers }) }}</h3>
          <tp-finding-list severity="warning" [findings]="found.warnings.findings" [count]="found.warnings.count" />
        }
      }
    </section>
  `,
  styleUrl: '../view.css',
})
export class CheckView {
  readonly #draft = inject(StoryDraft);
  protected readonly found = computed(() => {
    const story = this.#draft.document();
    return (
      story && { ...checkStory(story, maxFindings), followers: unreachedBecause(story.tiles).size }
    );
  });
}
