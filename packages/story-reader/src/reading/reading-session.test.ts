import { type StoryDocument, storyDocument } from '@taleport/story-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadingSession } from './reading-session.ts';

function storyOf(...tiles: object[]): StoryDocument {
  return storyDocument.parse({ title: { en: 'The lamp' }, languages: ['en'], tiles });
}

const page = (id: string, next?: object) => ({ kind: 'page', id, ...(next && { next }) });
const choice = (id: string, ...targets: string[]) => ({
  kind: 'choice',
  id,
  options: targets.map((tile, index) => ({ id: `o${index}`, goTo: { tile } })),
});
const quiz = (id: string) => ({
  kind: 'quiz',
  id,
  answers: [{ id: 'no' }, { id: 'yes', correct: true }],
});

describe('a reading', () => {
  it('goes from the cover over the pages to the end, and back the same way', () => {
    const session = new ReadingSession(storyOf(page('a'), page('b')));
    expect(session.place).toBe('cover');
    expect(session.move('back')).toBe(false);
    expect(session.move('next')).toBe(true);
    expect(session.progress).toEqual({ page: 1, total: 2 });
    session.move('next');
    session.move('next');
    expect(session.place).toBe('end');
    expect(session.move('next')).toBe(false);
    session.move('back');
    expect(session.place).toEqual({ tile: 'b' });
    session.readAgain();
    expect(session.place).toBe('cover');
  });

  it('waits where its reader chooses, and goes back over what was chosen', () => {
    const session = new ReadingSession(
      storyOf(choice('a', 'c', 'b'), page('b', { end: true }), page('c')),
    );
    session.move('next');
    expect(session.asks).toBe(true);
    expect(session.move('next')).toBe(false);
    expect(session.progress).toEqual({ page: 1 });
    expect(session.choose(7)).toBeUndefined();
    expect(session.choose(0)).toBe('turned');
    expect(session.place).toEqual({ tile: 'c' });
    expect(session.progress).toEqual({ page: 2, total: 2 });
    session.move('back');
    expect(session.choose(1)).toBe('turned');
    expect(session.place).toEqual({ tile: 'b' });
    session.move('next');
    expect(session.place).toBe('end');
  });

  it('keeps what was tried in a quiz, until the right answer is found', () => {
    const session = new ReadingSession(storyOf(quiz('q'), page('b')));
    session.move('next');
    expect(session.choose(0)).toBe('answered');
    expect([...session.tried]).toEqual(['no']);
    session.move('next');
    session.move('back');
    session.choose(1);
    expect([...session.tried]).toEqual(['no', 'yes']);
    session.choose(0);
    expect([...session.tried]).toEqual(['no', 'yes']);
    session.readAgain();
    session.move('next');
    expect(session.tried.size).toBe(0);
  });

  it('traps nobody in a jump that leads to itself or to nowhere', () => {
    const session = new ReadingSession(
      storyOf(page('a', { tile: 'a' }), page('b', { tile: 'gone' }), choice('c')),
    );
    for (const place of [{ tile: 'a' }, { tile: 'b' }, { tile: 'c' }, 'end']) {
      session.move('next');
      expect(session.place).toEqual(place);
    }
  });

  it('does not count the pages of a story that goes in circles, and jumps no further than one round', () => {
    const session = new ReadingSession(storyOf(page('a'), page('b', { tile: 'a' })));
    session.move('next');
    expect(session.progress).toEqual({ page: 1 });
    session.move('last');
    expect(session.place).toEqual({ tile: 'b' });
  });

  it('begins in the midst of a story for a preview, and stays there when the story changes', () => {
    const session = new ReadingSession(storyOf(page('a'), page('b'), page('c')), 'b');
    expect(session.place).toEqual({ tile: 'b' });
    expect(session.progress).toEqual({ page: 2, total: 3 });
    session.changeStory(storyOf(page('x'), page('b')));
    expect(session.place).toEqual({ tile: 'b' });
    session.changeStory(storyOf(page('x')));
    expect(session.place).toBe('cover');
    expect(new ReadingSession(storyOf(page('a')), 'gone').place).toBe('cover');
  });

  it('always comes back to the cover, whatever one has done', () => {
    const moves = fc.array(
      fc.oneof(
        fc.constantFrom('next', 'back', 'first', 'last').map((move) => ({ move })),
        fc.nat(2).map((index) => ({ index })),
      ),
    );
    const story = storyOf(choice('a', 'b', 'c'), quiz('b'), page('c', { tile: 'a' }), page('d'));
    fc.assert(
      fc.property(moves, (steps) => {
        const session = new ReadingSession(story);
        for (const step of steps) {
          if ('move' in step) session.move(step.move as 'next');
          else session.choose(step.index);
        }
        for (let count = 0; session.canGoBack; count += 1) {
          expect(count).toBeLessThan(10_000);
          session.move('back');
        }
        expect(session.place).toBe('cover');
      }),
    );
  });
});
