const plainKey = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Returns the key. Throws a TypeError for one that is not made of plain parts. */
export function checkedBlobKey(key: string): string {
  if (!plainKey.test(key)) throw new TypeError(`Not a blob key: ${JSON.stringify(key)}`);
  return key;
}
