import { languageTag, slug } from '@taleport/story-model';
import { z } from 'zod';

export const uuid = z.uuid().toLowerCase();
export const locale = languageTag;
/** ISO 8601, UTC. */
export const instant = z.iso.datetime();

/** A request whose every field is optional may come without a body. */
export const noBodyIsEmpty = (body: unknown) => body ?? {};

export { slug };
