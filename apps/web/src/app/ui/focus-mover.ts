import { afterNextRender, ElementRef, Injector, inject } from '@angular/core';

/** Finds the place in the element of a component that is to have the focus. */
export type FindPlace = (host: HTMLElement) => HTMLElement | null | undefined;

/**
 * Returns a function that gives the focus a new place once the page is drawn again: for when the element that has it is
 * about to be removed, which would leave a keyboard or a screen reader at the top of the page.
 */
export function focusMover(): (find: FindPlace) => void {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const injector = inject(Injector);
  return (find) => {
    afterNextRender({ write: () => find(host)?.focus() }, { injector });
  };
}

const focusable = 'input, textarea, select, button:not(:disabled), a';

/** Where one writes in the row that was just added. */
export const textInLastRow: FindPlace = (host) =>
  [...host.querySelectorAll('li')].at(-1)?.querySelector<HTMLElement>('input, textarea');

/** The row that stands where one was removed, or the last one; what comes after the list where no row is left. */
export function rowAt(index: number): FindPlace {
  return (host) => {
    const rows = [...host.querySelectorAll<HTMLElement>('li')];
    const row = rows[Math.min(index, rows.length - 1)];
    const outside = () =>
      [...host.querySelectorAll<HTMLElement>(focusable)].find((each) => !each.closest('li'));
    return row?.querySelector<HTMLElement>(focusable) ?? outside();
  };
}
