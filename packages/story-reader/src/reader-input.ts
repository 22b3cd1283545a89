import { commandOfKey, commandOfSwipe, type ReaderCommand } from './reading/reader-command.ts';
import type { TextDirection } from './reading/text-direction.ts';

interface InputReceiver {
  readonly direction: () => TextDirection;
  /** Does what is asked for; false where there is nothing to do. */
  readonly obey: (command: ReaderCommand) => boolean;
}

/** Elements that mean something themselves by each key, and those that do by the space bar. */
const keepKeys = 'select, input, textarea, video, audio';
const keepSpace = 'button, a, summary';

/** Turns keys and movements of the finger on a part of the page into what they ask for. */
export function listenToInput(
  target: HTMLElement,
  stage: HTMLElement,
  { direction, obey }: InputReceiver,
): void {
  target.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const command = commandOfKey(event.key, direction());
    if (command === undefined || belongsTo(event, keepKeys)) return;
    if (command === 'narration' && (event.repeat || belongsTo(event, keepSpace))) return;
    if (obey(command)) event.preventDefault();
  });

  let start: PointerEvent | undefined;
  stage.addEventListener('pointerdown', (event) => {
    const counts = event.pointerType === 'touch' && event.isPrimary && !belongsTo(event, keepKeys);
    start = counts ? event : undefined;
  });
  stage.addEventListener('pointerup', (event) => {
    if (start?.pointerId !== event.pointerId) return;
    const moved = { x: event.clientX - start.clientX, y: event.clientY - start.clientY };
    start = undefined;
    const command = commandOfSwipe(moved, direction());
    if (command) obey(command);
  });
  stage.addEventListener('pointercancel', () => {
    start = undefined;
  });
}

function belongsTo(event: Event, selector: string): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest(selector) !== null;
}
