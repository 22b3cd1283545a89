import { z } from 'zod';
import { isLanguageTag } from './is-language-tag.ts';

export const languageTag = z.string().refine(isLanguageTag, {
  error: 'Not a well-formed language tag (BCP 47), such as "en" or "pt-BR"',
});
