import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { expect, it, vi } from 'vitest';
import { openComponent } from '../../../test/open-component.ts';
import { focusMover, rowAt } from './focus-mover.ts';

@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul>
      @for (name of names(); track name; let index = $index) {
        <li><button type="button" (click)="remove(index)">{{ name }}</button></li>
      }
    </ul>
    <button type="button">Add</button>
  `,
})
class NameList {
  readonly #moveFocus = focusMover();
  protected readonly names = signal(['first', 'second', 'third']);

  protected remove(index: number): void {
    this.#moveFocus(rowAt(index));
    this.names.update((names) => names.toSpliced(index, 1));
  }
}

it('gives the focus of a removed row to the next one, to the last one, and to what follows the list', async () => {
  const { screen } = await openComponent(NameList);
  const focused = () => vi.waitFor(() => document.activeElement?.textContent, { interval: 5 });
  const removed = async (name: string) => {
    await screen.press(name);
    screen.text();
    return focused();
  };
  expect(await removed('second')).toBe('third');
  expect(await removed('third')).toBe('first');
  expect(await removed('first')).toBe('Add');
});
