import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BlobLink } from '../blob-store.ts';

/** What a link says, once its signature was found good. */
export interface SignedLink {
  readonly key: string;
  readonly fileName: string;
  readonly mediaType: string;
}

export interface LinkSigner {
  /** The path and query of a link. */
  sign(key: string, link: BlobLink): string;
  /** The link, or undefined when it has ended, was changed, or was made for another file. */
  open(key: string, query: Readonly<Record<string, string | undefined>>): SignedLink | undefined;
}

/**
 * Links of the file store: everything that the answer depends on is under an HMAC-SHA-256 (RFC 2104) of the server's
 * secret, as JSON so that no two links are signed alike.
 */
export function linkSigner(secret: string, basePath: string): LinkSigner {
  const signature = (parts: readonly string[]) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['blob-link', ...parts]))
      .digest('base64url');

  return {
    sign(key, { fileName, mediaType, lifeMs }) {
      const ends = String(Math.ceil((Date.now() + lifeMs) / 1000));
      const query = new URLSearchParams({
        name: fileName,
        type: mediaType,
        ends,
        signature: signature([key, fileName, mediaType, ends]),
      });
      return `${basePath}/${key}?${query}`;
    },

    open(key, { name = '', type = '', ends = '', signature: given = '' }) {
      if (!sameText(signature([key, name, type, ends]), given)) return undefined;
      const isAlive = Date.now() < Number(ends) * 1000;
      return isAlive ? { key, fileName: name, mediaType: type } : undefined;
    },
  };
}

function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
