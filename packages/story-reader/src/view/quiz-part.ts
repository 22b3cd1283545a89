import { type QuizTile, quizState } from '../reading/quiz-progress.ts';
import { button, element } from './element.ts';
import { icon } from './icon.ts';
import { type ReadingView, storyLine, words } from './reading-view.ts';

interface QuizActions {
  readonly tried: ReadonlySet<string>;
  readonly tryAnswer: (index: number) => void;
}

/** The question with its answers, each marked once it was tried, and what the reader says to the last one. */
export function quizPart(
  tile: QuizTile,
  view: ReadingView,
  { tried, tryAnswer }: QuizActions,
): HTMLElement {
  const state = quizState(tile, tried);
  const answers = tile.answers.map((answer, index) => {
    const mark = markOf(answer, tried);
    return button(
      {
        class: `option ${mark ?? ''}`,
        'data-key': `answer-${answer.id}`,
        // Disabled buttons would lose the focus, and screen readers pass over them.
        'aria-disabled': state === 'right' || mark ? 'true' : undefined,
      },
      () => tryAnswer(index),
      element(
        'span',
        { class: 'number', 'aria-hidden': 'true' },
        mark ? icon(mark) : String(index + 1),
      ),
      storyLine(answer.text, view) ?? words(String(index + 1), view),
    );
  });
  const said = { right: view.texts.right, wrong: view.texts.wrong, open: '', none: '' }[state];
  const question = storyLine(tile.question, view);
  return element(
    'div',
    { class: 'quiz' },
    question && element('h2', { id: 'question' }, question),
    element(
      'div',
      { class: 'options', role: 'group', 'aria-labelledby': question && 'question' },
      ...answers,
    ),
    element('p', { class: `said ${state}` }, said && words(said, view)),
  );
}

function markOf(
  answer: QuizTile['answers'][number],
  tried: ReadonlySet<string>,
): 'right' | 'wrong' | undefined {
  if (!tried.has(answer.id)) return undefined;
  return answer.correct ? 'right' : 'wrong';
}
