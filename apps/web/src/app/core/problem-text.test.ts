import { expect, it } from 'vitest';
import problems from '../../i18n/en/problems.json' with { type: 'json' };
import { explainedCodes } from './problem-text.ts';

it('has words for each code that it names, and no others', () => {
  expect([...explainedCodes, 'noPage', 'other'].toSorted()).toEqual(
    Object.keys(problems).toSorted(),
  );
});
