import { languageTag } from '@taleport/story-model';
import { z } from 'zod';

export const uuid = z.uuid().toLowerCase();
export const locale = languageTag;
/** ISO 8601, UTC. */
export const instant = z.iso.datetime();

/** A part of an address: lower-case letters and digits in groups, joined by single hyphens. */
export const slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'Lower-case letters, digits and single hyphens' });
