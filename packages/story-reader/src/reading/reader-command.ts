import type { TextDirection } from './text-direction.ts';

/** What a key or a movement of the finger asks for. Answers and options count from 0. */
export type ReaderCommand =
  | 'next'
  | 'back'
  | 'first'
  | 'last'
  | 'narration'
  | { readonly choose: number };

/** What a key (as `KeyboardEvent.key` names it) means in a book of this direction. */
export function commandOfKey(key: string, direction: TextDirection): ReaderCommand | undefined {
  switch (key) {
    case 'ArrowRight':
      return direction === 'ltr' ? 'next' : 'back';
    case 'ArrowLeft':
      return direction === 'ltr' ? 'back' : 'next';
    case 'PageDown':
      return 'next';
    case 'PageUp':
      return 'back';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case ' ':
      return 'narration';
    default:
      return /^[1-9]$/.test(key) ? { choose: Number(key) - 1 } : undefined;
  }
}

/** Shorter movements are taps by unsteady fingers. In CSS pixels. */
const shortestSwipe = 48;

/**
 * What a finger means that moved by so many CSS pixels: it pulls the page away, as in a book of paper, so the next
 * page comes from where the reading goes. Undefined for what is rather a tap or a scroll.
 */
export function commandOfSwipe(
  { x, y }: { readonly x: number; readonly y: number },
  direction: TextDirection,
): 'next' | 'back' | undefined {
  if (Math.abs(x) < shortestSwipe || Math.abs(x) < 1.5 * Math.abs(y)) return undefined;
  return x < 0 === (direction === 'ltr') ? 'next' : 'back';
}
