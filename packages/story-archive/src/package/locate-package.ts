import type { ReceivedEntry } from '../zip/received-archive.ts';
import { fixedEntryNames } from './manifest.ts';
import { PackageError } from './package-error.ts';

/** The entries of a package by what they are for. */
export interface LocatedPackage {
  readonly story: ReceivedEntry;
  readonly page: ReceivedEntry;
  readonly sums: ReceivedEntry;
  /** All other files, by their names. */
  readonly media: ReadonlyMap<string, ReceivedEntry>;
  readonly folders: readonly ReceivedEntry[];
}

/** Throws a PackageError (`fixed-entries`) where one of those is not there that every package has. */
export function locatePackage(entries: readonly ReceivedEntry[]): LocatedPackage {
  const files = new Map<string, ReceivedEntry>();
  for (const entry of entries) if (!entry.isFolder) files.set(entry.name, entry);
  const [story, page, sums] = fixedEntryNames.map((name) => {
    const entry = files.get(name);
    if (entry) return entry;
    throw new PackageError({
      rule: 'fixed-entries',
      message: `A story package has ${fixedEntryNames.join(', ')} at its top, and ${name} is not there: this is another kind of archive, or was packed again together with the folder that it was unpacked into.`,
      entry: name,
    });
  }) as [ReceivedEntry, ReceivedEntry, ReceivedEntry];
  for (const name of fixedEntryNames) files.delete(name);
  return { story, page, sums, media: files, folders: entries.filter(({ isFolder }) => isFolder) };
}
