import { z } from 'zod';
import { languageTag } from './language-tag.ts';
import { localizedShortText } from './story-text.ts';

/** Media is named by the SHA-256 of its content, in lower-case hexadecimal. */
export const mediaId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'Not a SHA-256 in hexadecimal' });

/** Pictures are the same in all languages; what they show is told per language. */
export const picture = z.strictObject({ media: mediaId, alt: localizedShortText.default({}) });

/** Ids of tiles and answers: short, safe in an address, and stable when tiles are moved. */
export const partId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, {
  error: 'An id is 1 to 64 letters, digits, "-" or "_"',
});

/** Where a reader goes after a tile: another tile, or the end of the story. */
export const destination = z.union([
  z.strictObject({ tile: partId }),
  z.strictObject({ end: z.literal(true) }),
]);

/** How a language of a tile came about: from which language, from which text (its SHA-256), and whether it was checked. */
export const translation = z.strictObject({
  from: languageTag,
  sourceHash: mediaId,
  reviewed: z.boolean(),
});

export type Picture = z.infer<typeof picture>;
export type Destination = z.infer<typeof destination>;
