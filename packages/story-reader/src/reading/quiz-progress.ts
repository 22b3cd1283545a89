import type { Tile } from '@taleport/story-model';

export type QuizTile = Tile & { kind: 'quiz' };

/** How a quiz stands: nothing tried yet, tried and wrong, or answered right. `none` has no right answer to find. */
export type QuizState = 'open' | 'wrong' | 'right' | 'none';

/** How a quiz stands after these answers (their ids) were tried; any of several right ones will do. */
export function quizState(quiz: QuizTile, tried: ReadonlySet<string>): QuizState {
  if (!quiz.answers.some((answer) => answer.correct)) return 'none';
  const answers = quiz.answers.filter(({ id }) => tried.has(id));
  if (answers.some((answer) => answer.correct)) return 'right';
  return answers.length > 0 ? 'wrong' : 'open';
}
