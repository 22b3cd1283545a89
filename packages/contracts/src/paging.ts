import { z } from 'zod';

/** Where the page before ended, in an order by time: the microseconds since 1970 of its last entry, and its id. */
export const timeCursor = z
  .string()
  .regex(/^\d{1,16}~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { error: 'Not a cursor' });

/** Words to search for, all of them. */
export const searchText = z
  .string()
  .max(200)
  .refine((text) => !text.includes('\u0000'), { error: 'Text cannot contain U+0000' });

export function pageQuery(usualLimit: number) {
  return z.object({
    cursor: timeCursor.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(usualLimit),
  });
}
