/** Where the content of an upload is in the blob store. It is whole once the row of the upload has received all of its bytes. */
export function uploadBlobKey(uploadId: string): string {
  return `uploads/${uploadId}`;
}
