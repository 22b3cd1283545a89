import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { checkStory, type StoryFinding } from '@taleport/story-model/check-story';
import { StoryDraft } from '../draft/story-draft.ts';
import { FindingList } from './finding-list.ts';

/** What the story lacks to be published, and what its readers would miss; it changes while one writes. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FindingList, TranslocoDirective],
  template: `
    <section *transloco="let t">
      <h2>{{ t('editor.check.title') }}</h2>
      @if (findings().length === 0) {
        <p role="status">{{ t('editor.check.nothing') }}</p>
      }
      @if (errors().length > 0) {
        <h3>{{ t('editor.check.errors', { count: errors().length }) }}</h3>
        <tp-finding-list severity="error" [findings]="errors()" />
      }
      @if (warnings().length > 0) {
        <h3>{{ t('editor.check.warnings', { count: warnings().length }) }}</h3>
        <tp-finding-list severity="warning" [findings]="warnings()" />
      }
    </section>
  `,
  styleUrl: '../view.css',
})
export class CheckView {
  readonly #draft = inject(StoryDraft);
  protected readonly findings = computed<StoryFinding[]>(() => {
    const story = this.#draft.document();
    return story ? checkStory(story) : [];
  });
  protected readonly errors = computed(() =>
    this.findings().filter(({ severity }) => severity === 'error'),
  );
  protected readonly warnings = computed(() =>
    this.findings().filter(({ severity }) => severity === 'warning'),
  );
}
