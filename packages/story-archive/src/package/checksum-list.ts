import { PackageError } from './package-error.ts';

/** The content of `manifest-sha256.txt` for these files, as `sha256sum` writes it: hash, two spaces, name. */
export function checksumListOf(hashes: Iterable<readonly [name: string, sha256: string]>): string {
  return Array.from(hashes, ([name, sha256]) => `${sha256}  ${name}\n`).join('');
}

/** Throws a PackageError (`checksum-list-differs`) unless the list has each file, in the same order, with its hash. */
export function checkChecksumList(
  text: string,
  hashes: Iterable<readonly [name: string, sha256: string]>,
): void {
  const expected = checksumListOf(hashes);
  if (text === expected) return;
  const name = firstDifference(text, expected);
  throw new PackageError({
    rule: 'checksum-list-differs',
    message: `manifest-sha256.txt does not list every other file with its SHA-256; the first difference is at ${JSON.stringify(name)}.`,
    entry: 'manifest-sha256.txt',
  });
}

/** The name in the first line that is another. */
function firstDifference(text: string, expected: string): string {
  const lines = text.split('\n');
  const expectedLines = expected.split('\n');
  const index = expectedLines.findIndex((line, at) => line !== lines[at]);
  return expectedLines[index] ?? lines[expectedLines.length] ?? '';
}
