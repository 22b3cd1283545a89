import { type StoryDocument, storyDocument } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { noHistory, redone, undone, withEdit } from './edit-history.ts';

const story = (title: string): StoryDocument =>
  storyDocument.parse({ title: { en: title }, languages: ['en'] });
const typed = (before: StoryDocument, at: number, field = 'title') => ({
  edit: { name: 'changeDetails' as const, field },
  before,
  at,
});

describe('the history of edits', () => {
  it('takes the letters of one field back as one, and those of another by themselves', () => {
    const [empty, a, ab, other] = ['', 'a', 'ab', 'other'].map(story) as [
      StoryDocument,
      StoryDocument,
      StoryDocument,
      StoryDocument,
    ];
    let history = withEdit(noHistory, typed(empty, 0));
    history = withEdit(history, typed(a, 500));
    history = withEdit(history, typed(ab, 900, 'summary'));
    const first = undone(history, other);
    expect(first?.document).toBe(ab);
    const second = first && undone(first.history, ab);
    expect(second?.document).toBe(empty);
    expect(second && undone(second.history, empty)).toBeUndefined();
    const again = second && redone(second.history, empty);
    expect(again?.document).toBe(ab);
  });

  it('parts what was written after a while', () => {
    let history = withEdit(noHistory, typed(story(''), 0));
    history = withEdit(history, typed(story('a'), 60_000));
    expect(history.past).toHaveLength(2);
  });

  it('has nothing to make again after a new edit', () => {
    const edited = withEdit(noHistory, typed(story(''), 0));
    const back = undone(edited, story('a'));
    expect(back?.history.future).toHaveLength(1);
    expect(back && withEdit(back.history, typed(story(''), 1)).future).toEqual([]);
  });

  it('is not without end', () => {
    let history = noHistory;
    for (let index = 0; index < 600; index += 1) {
      history = withEdit(history, typed(story(''), index, String(index)));
    }
    expect(history.past).toHaveLength(500);
  });
});
