import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';

/** What somebody in front of the studio sees and does. Each action waits until what it needs is there. */
export class Screen {
  /** All text, menus and messages that lie over the page included. */
  text(): string {
    TestBed.tick();
    return textOf(document.body);
  }

  /** Presses the button, link or entry of a menu with this name. */
  async press(name: string): Promise<void> {
    (await this.find('button, a, [role^=menuitem], [role=option]', name)).click();
  }

  /** Types into the field with this label. */
  async fill(label: string, value: string): Promise<void> {
    const field = await this.find('input, textarea', label);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
      throw new Error(`${label} is not a field`);
    }
    field.focus();
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** The first element that a selector finds and that has this name. */
  find(selector: string, name: string): Promise<HTMLElement> {
    return vi.waitFor(
      () => {
        TestBed.tick();
        const all = [...document.querySelectorAll<HTMLElement>(selector)];
        const found = all.find((element) => nameOf(element) === name);
        if (found) return found;
        throw new Error(
          `There is no “${name}” among: ${all.map(nameOf).join(', ')}\n\n${this.text()}`,
        );
      },
      { interval: 5 },
    );
  }

  /** What a selector finds now. */
  all(selector: string): HTMLElement[] {
    TestBed.tick();
    return [...document.querySelectorAll<HTMLElement>(selector)];
  }
}

/** The name of an element for a screen reader, as far as the studio uses the rules for it. */
function nameOf(element: HTMLElement): string {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  const labels = isField ? [...(element.labels ?? [])] : [];
  const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const named = ids.flatMap((id) => document.getElementById(id) ?? []);
  return (
    element.getAttribute('aria-label') ??
    ([...labels, ...named].map(textOf).join(' ') || textOf(element))
  );
}

function textOf(element: HTMLElement): string {
  const copy = element.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return '';
  for (const unread of copy.querySelectorAll('style, svg, [aria-hidden=true]')) unread.remove();
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
}
