const plainKey = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Returns the key. Throws a TypeError for one that is not made of plain parts. */
export function checkedBlobKey(key: string): string {
  if (!plainKey.test(key)) throw new TypeError(`Not a blob key: ${JSON.stringify(key)}`);
  return key;
}

/** Where the content of a media file is in the blob store, by its SHA-256. Folders keep directories of files small. */
export function mediaBlobKey(sha256: string): string {
  return `media/${sha256.slice(0, 2)}/${sha256}`;
}

/** Where the content of an upload is in the blob store. It is whole once the row of the upload has received all of its bytes. */
export function uploadBlobKey(uploadId: string): string {
  return `uploads/${uploadId}`;
}
