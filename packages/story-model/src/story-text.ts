import { z } from 'zod';
import { languageTag } from './language-tag.ts';
import { recordOf } from './short-refusals.ts';
import { storyLimits } from './story-limits.ts';

/**
 * Text that every store and every tool can hold: no U+0000 (PostgreSQL refuses it) and no lone surrogates
 * (UTF-8 cannot write them, RFC 3629 section 3).
 */
function storyText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((text) => !text.includes('\u0000'), { error: 'Text cannot contain U+0000' })
    .refine((text) => text.isWellFormed(), { error: 'Text cannot contain half a surrogate pair' });
}

/** A value per language. A check and no transform, so that the schema also serves to write. */
export function perLanguage<Value extends z.ZodType>(value: Value) {
  return z
    .unknown()
    .refine(hasNoPrototype, { path: ['__proto__'], error: 'Not a language', abort: true })
    .refine(hasFewKeys, { error: 'Too many languages', abort: true })
    .pipe(recordOf(languageTag, value)) as PerLanguage<Value>;
}

type PerLanguage<Value extends z.ZodType> = z.ZodType<
  Record<string, z.output<Value>>,
  Record<string, z.input<Value>>
>;

/** Counted before each key is looked at: languages that a story no longer lists may stay. */
function hasFewKeys(values: unknown): boolean {
  if (typeof values !== 'object' || values === null) return true;
  return Object.keys(values).length <= 2 * storyLimits.languages;
}

/** A record of zod drops this one key without a word, where every other key that is not a language is an error. */
function hasNoPrototype(values: unknown): boolean {
  return typeof values !== 'object' || values === null || !Object.hasOwn(values, '__proto__');
}

export const shortText = storyText(storyLimits.shortTextLength);
const longText = storyText(storyLimits.longTextLength);
export const localizedShortText = perLanguage(shortText);
export const localizedLongText = perLanguage(longText);
