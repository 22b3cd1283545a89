import type { LossList } from './loss-list.ts';
import type { OlderTextsInLanguage } from './read-older-texts.ts';

/** A text of the package, and where it is. */
export interface OlderText {
  readonly text: string;
  readonly where: string;
}

interface Keeping {
  readonly maxLength: number;
  readonly losses: LossList;
}

/** The text as a story can hold it. What has to be changed or cut off for that is added to the losses. */
export function keepText({ text, where }: OlderText, { maxLength, losses }: Keeping): string {
  const clean = text.toWellFormed().replaceAll('\0', '');
  if (clean !== text) {
    const message = 'Characters that are no text (U+0000, or half of a pair) are not kept.';
    losses.add({ code: 'text-changed', message, where });
  }
  if (clean.length <= maxLength) return clean;
  const message = `This text has ${clean.length} characters, and at most ${maxLength} fit here; the rest is cut off.`;
  losses.add({ code: 'text-cut', message, where });
  const endsInPair = /[\uD800-\uDBFF]/.test(clean.charAt(maxLength - 1));
  return clean.slice(0, endsInPair ? maxLength - 1 : maxLength);
}

/** The text of each language that has one. */
export function keepTexts(
  languages: readonly OlderTextsInLanguage[],
  textIn: (language: OlderTextsInLanguage) => OlderText | undefined,
  keeping: Keeping,
): Record<string, string> {
  const kept = languages.flatMap((language) => {
    const text = textIn(language);
    return text && text.text !== '' ? [[language.tag, keepText(text, keeping)] as const] : [];
  });
  return Object.fromEntries(kept);
}
