import { z } from 'zod';

/** Codes that any route can answer with; each slice adds its own. They are stable: programs decide by them. */
export type GeneralCode =
  | 'bad_request'
  | 'body_too_large'
  | 'cross_site_request'
  | 'internal_error'
  | 'link_not_valid'
  | 'not_found'
  | 'range_not_satisfiable'
  | 'sign_in_required'
  | 'storage_full'
  | 'too_many_requests'
  | 'unavailable'
  | 'unsupported_media_type'
  | 'validation_failed';

/** RFC 9457 problem details, with the members that Taleport adds. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

export type Problem = z.infer<typeof problem>;
export type FieldError = NonNullable<Problem['errors']>[number];
