import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Tile } from '@taleport/story-model';
import { storyLimits } from '@taleport/story-model/story-limits';
import { tileTexts } from '@taleport/story-model/tile-texts';
import { focusMover, rowAt } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { newPartId } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { TextField } from './text-field.ts';

type Quiz = Extract<Tile, { kind: 'quiz' }>;
type Answer = Quiz['answers'][number];

/** The answers of a quiz, and which of them are right. */
@Component({
  selector: 'tp-quiz-answers',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TextField, TranslocoDirective],
  templateUrl: './quiz-answers.html',
  styleUrl: './part-list.css',
})
export class QuizAnswers {
  readonly #draft = inject(StoryDraft);
  readonly #moveFocus = focusMover();
  readonly tile = input.required<Quiz>();
  readonly languages = input.required<readonly string[]>();

  protected readonly texts = computed(() =>
    tileTexts(this.tile()).filter(({ role }) => role === 'answer'),
  );
  protected readonly isFull = computed(
    () => this.tile().answers.length >= storyLimits.answersPerTile,
  );

  protected add(): void {
    this.#edit((answers) => [
      ...answers,
      { id: newPartId(), text: {}, correct: answers.length === 0 },
    ]);
  }

  protected remove(id: string): void {
    this.#moveFocus(rowAt(this.tile().answers.findIndex((answer) => answer.id === id)));
    this.#edit((answers) => answers.filter((answer) => answer.id !== id));
  }

  protected move(from: number, to: number): void {
    this.#edit((answers) => {
      const answer = answers[from];
      return answer ? answers.toSpliced(from, 1).toSpliced(to, 0, answer) : [...answers];
    });
  }

  protected setCorrect(id: string, correct: boolean): void {
    this.#edit((answers) =>
      answers.map((answer) => (answer.id === id ? { ...answer, correct } : answer)),
    );
  }

  #edit(change: (answers: readonly Answer[]) => Answer[]): void {
    this.#draft.editTile(this.tile().id, { name: 'editAnswers' }, (tile) =>
      tile.kind === 'quiz' ? { ...tile, answers: change(tile.answers) } : tile,
    );
  }
}
