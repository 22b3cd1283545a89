import canonicalize from 'canonicalize';

/**
 * The one way to write a value as JSON (RFC 8785): keys sorted, no white space, so that equal values are equal bytes.
 * Throws a TypeError for what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('This value cannot be written as JSON');
  return json;
}
