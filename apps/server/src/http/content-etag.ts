import { createHash } from 'node:crypto';

/** The entity tag of a JSON document: a hash of it. */
export function contentEtag(document: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(document)).digest('base64url')}"`;
}
