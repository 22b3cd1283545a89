import type { StoryDocument } from '@taleport/story-model';
import {
  destinationPlace,
  isChoice,
  nextPlace,
  type Place,
  placesAhead,
  tileOf,
} from './next-place.ts';
import { quizState } from './quiz-progress.ts';
import type { ReaderCommand } from './reader-command.ts';
import {
  currentPlace,
  goBack,
  goOn,
  keepTrail,
  type Progress,
  progressOf,
  type ReadingTrail,
  startTrail,
} from './reading-trail.ts';

type Movement = Extract<ReaderCommand, 'next' | 'back' | 'first' | 'last'>;

/** One reading of a story: where the reader is, the way there, and the answers that were tried. */
export class ReadingSession {
  #story: StoryDocument;
  #trail: ReadingTrail;
  #tried = new Map<string, ReadonlySet<string>>();

  /** Begins on the cover, or on the tile with this id where the story has it. */
  constructor(story: StoryDocument, startTile?: string) {
    this.#story = story;
    this.#trail = startTrail(story, startTile);
  }

  get place(): Place {
    return currentPlace(this.#trail);
  }

  get next(): Place | undefined {
    return nextPlace(this.#story, this.place);
  }

  get canGoBack(): boolean {
    return this.#trail.places.length > 1;
  }

  get progress(): Progress | undefined {
    return progressOf(this.#trail, this.#story);
  }

  /** The ids of the answers that were tried on the current tile, the last one last. */
  get tried(): ReadonlySet<string> {
    const { place } = this;
    return (typeof place === 'string' ? undefined : this.#tried.get(place.tile)) ?? new Set();
  }

  /** Goes on in another document, such as a later draft, as near as its tiles allow. */
  changeStory(story: StoryDocument): void {
    this.#story = story;
    this.#trail = keepTrail(this.#trail, story);
  }

  /** Begins again on the cover, with nothing tried. */
  readAgain(): void {
    this.#tried.clear();
    this.#trail = startTrail(this.#story);
  }

  /** Turns the page; false where there is none that way. */
  move(movement: Movement): boolean {
    const before = this.#trail;
    this.#trail =
      movement === 'back' ? goBack(before) : goOn(before, ...this.#placesAfter(movement));
    return this.#trail.places.length !== before.places.length;
  }

  /** Takes an option or tries an answer of the current tile, counted from 0; undefined where it has no such one. */
  choose(index: number): 'turned' | 'answered' | undefined {
    const tile = tileOf(this.#story, this.place);
    if (!tile) return undefined;
    if (isChoice(tile)) {
      const option = tile.options[index];
      if (!option) return undefined;
      this.#trail = goOn(this.#trail, destinationPlace(this.#story, tile, option.goTo));
      return 'turned';
    }
    const answer = tile.kind === 'quiz' ? tile.answers[index] : undefined;
    if (tile.kind !== 'quiz' || !answer) return undefined;
    // After the right answer, the others need no trying.
    if (quizState(tile, this.tried) !== 'right') {
      this.#tried.set(tile.id, new Set([...this.tried, answer.id]));
    }
    return 'answered';
  }

  /** Whether the current tile waits for its reader, who has to think. */
  get asks(): boolean {
    const tile = tileOf(this.#story, this.place);
    return tile !== undefined && (tile.kind === 'quiz' || isChoice(tile));
  }

  #placesAfter(movement: Exclude<Movement, 'back'>): Place[] {
    const { next } = this;
    switch (movement) {
      case 'next':
        return next === undefined ? [] : [next];
      case 'last':
        return placesAhead(this.#story, this.place);
      case 'first':
        return this.place === 'cover' ? [] : ['cover'];
    }
  }
}
