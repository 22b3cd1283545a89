import { z } from 'zod';
import { languageTag } from './language-tag.ts';
import { storyLimits } from './story-limits.ts';

/**
 * Text that every store and every tool can hold: no U+0000 (PostgreSQL refuses it) and no lone surrogates
 * (UTF-8 cannot write them, RFC 3629 section 3).
 */
export function storyText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((text) => !text.includes('\u0000'), { error: 'Text cannot contain U+0000' })
    .refine((text) => text.isWellFormed(), { error: 'Text cannot contain half a surrogate pair' });
}

/** A value per language. */
export function perLanguage<Value extends z.ZodType>(value: Value) {
  return z.record(languageTag, value);
}

export const shortText = storyText(storyLimits.shortTextLength);
export const longText = storyText(storyLimits.longTextLength);
export const localizedShortText = perLanguage(shortText);
export const localizedLongText = perLanguage(longText);

export type LocalizedText = Record<string, string>;
