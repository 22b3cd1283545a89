/** Where the content of a media file is in the blob store, by its SHA-256. Folders keep directories of files small. */
export function mediaBlobKey(sha256: string): string {
  return `media/${sha256.slice(0, 2)}/${sha256}`;
}
