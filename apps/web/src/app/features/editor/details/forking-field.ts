import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { type Forking, mayBeForked } from '@taleport/story-model/may-be-forked';
import { Api } from '../../../core/api.ts';
import { ApiProblem } from '../../../core/api-problem.ts';
import { Complaint } from '../../../ui/complaint.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';

/** Who may make an own version of the story. It is no part of the draft: it holds at once. */
@Component({
  selector: 'tp-forking-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (problem(); as error) {
        <tp-complaint [error]="error" (tryAgain)="problem.set(undefined)" />
      }
      <label>
        <span class="name">{{ t('fork.setting.title') }}</span>
        <select #choice [disabled]="!value()" (change)="choose(choice.value)">
          @for (each of choices; track each) {
            <option [value]="each" [selected]="each === value()">{{ t('fork.setting.' + each) }}</option>
          }
        </select>
      </label>
      @if (value() === 'by-licence') {
        <p class="hint">{{ t('fork.setting.' + byLicence()) }}</p>
      }
    </ng-container>
  `,
  styleUrls: ['../pages/text-field.css', './about-fields.css'],
  styles: `
    :host {
      display: grid;
      gap: var(--space-1);
      max-width: 28rem;
    }
    .hint {
      color: var(--ink-soft);
      font-size: 0.9rem;
    }
  `,
})
export class ForkingField {
  readonly #api = inject(Api);
  readonly #draft = inject(StoryDraft);
  readonly #story = inject(OpenStory);
  readonly #chosen = signal<Forking | undefined>(undefined);

  protected readonly choices: readonly Forking[] = ['by-licence', 'allowed', 'not-allowed'];
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly value = computed(() => this.#chosen() ?? this.#story.known()?.forking);
  /** The name of the text that says what the licence says. */
  protected readonly byLicence = computed(() => {
    const licence = this.#draft.document()?.license ?? '';
    if (licence.trim() === '') return 'noLicence';
    return mayBeForked(licence, 'by-licence') ? 'licenceAllows' : 'licenceForbids';
  });

  protected async choose(value: string): Promise<void> {
    const forking = this.choices.find((each) => each === value);
    if (!forking) return;
    const before = this.#chosen();
    this.problem.set(undefined);
    this.#chosen.set(forking);
    try {
      await this.#api.call(storyForkRoutes.setForking, {
        parameters: { storyId: this.#story.id() },
        body: { forking },
      });
      this.#story.reload();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#chosen.set(before);
      this.problem.set(error);
    }
  }
}
