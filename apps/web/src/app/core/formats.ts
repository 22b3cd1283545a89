import { Injectable, inject } from '@angular/core';
import { InterfaceLanguage } from './interface-language.ts';

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const timeUnits = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** Sizes and times as the language of the interface writes them. */
@Injectable({ providedIn: 'root' })
export class Formats {
  readonly #language = inject(InterfaceLanguage);

  size(bytes: number): string {
    const power = Math.floor(Math.log10(Math.max(bytes, 1)) / 3);
    const index = Math.min(power, sizeUnits.length - 1);
    return new Intl.NumberFormat(this.#language.locale(), {
      style: 'unit',
      unit: sizeUnits[index] ?? 'byte',
      unitDisplay: index === 0 ? 'long' : 'short',
      maximumFractionDigits: 1,
    }).format(bytes / 1000 ** index);
  }

  percent(percent: number): string {
    return new Intl.NumberFormat(this.#language.locale(), { style: 'percent' }).format(
      percent / 100,
    );
  }

  /** How long something takes, in its largest unit. */
  duration(seconds: number): string {
    const { unit, count } = inUnits(seconds);
    return new Intl.NumberFormat(this.#language.locale(), {
      style: 'unit',
      unit,
      unitDisplay: 'long',
    }).format(count);
  }

  /** A day, in words. */
  day(instant: string): string {
    return new Intl.DateTimeFormat(this.#language.locale(), { dateStyle: 'long' }).format(
      new Date(instant),
    );
  }

  /** How long ago it was, or the day where that was a week and more. */
  ago(instant: string, nowMs: number): string {
    const seconds = Math.max(0, (nowMs - Date.parse(instant)) / 1000);
    const { unit, count } = inUnits(seconds);
    if (unit === 'day' && count >= 7) {
      return new Intl.DateTimeFormat(this.#language.locale(), { dateStyle: 'medium' }).format(
        new Date(instant),
      );
    }
    // Nobody counts the seconds.
    const format = new Intl.RelativeTimeFormat(this.#language.locale(), { numeric: 'auto' });
    return unit === 'second' ? format.format(0, 'second') : format.format(-count, unit);
  }

  moment(instant: string): string {
    return new Intl.DateTimeFormat(this.#language.locale(), {
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(new Date(instant));
  }

  /** The time of a day, to the second: for what happens within minutes. */
  clock(instant: string): string {
    return new Intl.DateTimeFormat(this.#language.locale(), {
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
    }).format(new Date(instant));
  }
}

function inUnits(seconds: number) {
  const { unit, seconds: size } = timeUnits.find((each) => seconds >= each.seconds) ?? {
    unit: 'second',
    seconds: 1,
  };
  return { unit, count: Math.round(seconds / size) };
}
