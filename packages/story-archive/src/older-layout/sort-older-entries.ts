import { PackageError } from '../package/package-error.ts';

/** The entries of a package of the older layout, by what they are for. */
export interface OlderEntries {
  /** As the folder is named: `manifest/{storyId}/`. */
  readonly storyId: string;
  readonly master: string;
  /** In the order of the archive, which is that of the exporter. */
  readonly languages: readonly OlderLanguageEntry[];
  readonly dialogs: readonly OlderDialogEntry[];
  readonly media: readonly string[];
  /** Entries that the layout has no place for. */
  readonly others: readonly string[];
}

export interface OlderLanguageEntry {
  readonly language: string;
  readonly path: string;
}

export interface OlderDialogEntry extends OlderLanguageEntry {
  readonly tileId: string;
}

const masterPath = /^manifest\/([^/]+)\/master\.json$/;
/** The exporter's first format: everything in one file, which later versions of it do not write any more. */
const firstFormatPath = /^manifest\/([^/]+)\/(?:v\d+\/)?story\.json$/;
const languagePath = /^languages\/([^/]+)\.json$/;
const dialogPath = /^dialogs\/([^/]+)\/(.+)\.json$/;

/** Whether these entries are a package of the exporter of Alchimalia, of any of its formats. */
export function isOlderLayout(names: readonly string[]): boolean {
  if (names.includes('story.json')) return false;
  return names.some((name) => masterPath.test(name) || firstFormatPath.test(name));
}

/**
 * Sorts the entries of a package that `isOlderLayout`. Throws a PackageError for one that holds several stories
 * (`older-several-stories`), or one in the first format (`older-version`).
 */
export function sortOlderEntries(names: readonly string[]): OlderEntries {
  const { storyId, master } = findMaster(names);
  const folder = `manifest/${storyId}/`;
  const languages: OlderLanguageEntry[] = [];
  const dialogs: OlderDialogEntry[] = [];
  const media: string[] = [];
  const others: string[] = [];
  for (const path of names) {
    if (path === master) continue;
    const inFolder = path.startsWith(folder) ? path.slice(folder.length) : '';
    const [, language] = languagePath.exec(inFolder) ?? [];
    const [, dialogLanguage, tileId] = dialogPath.exec(inFolder) ?? [];
    if (language !== undefined) languages.push({ language, path });
    else if (dialogLanguage !== undefined && tileId !== undefined) {
      dialogs.push({ language: dialogLanguage, tileId, path });
    } else if (path.startsWith('media/')) media.push(path);
    else others.push(path);
  }
  return { storyId, master, languages, dialogs, media, others };
}

function findMaster(names: readonly string[]): { storyId: string; master: string } {
  const found = names.flatMap((name) => {
    const [, storyId] = masterPath.exec(name) ?? [];
    return storyId === undefined ? [] : [{ storyId, master: name }];
  });
  const [first, second] = found;
  if (!first) {
    const entry = names.find((name) => firstFormatPath.test(name));
    throw new PackageError({
      rule: 'older-version',
      message:
        'This package is in format version 1 of the Alchimalia exporter, and only version 2 is read. Export the story again with a newer Alchimalia, and import that package.',
      entry,
    });
  }
  const folders = new Set(names.flatMap((name) => /^manifest\/([^/]+)\//.exec(name)?.[1] ?? []));
  if (second || folders.size > 1) {
    const [other = ''] = [...folders].filter((folder) => folder !== first.storyId);
    throw new PackageError({
      rule: 'older-several-stories',
      message: `This package has the folders of ${folders.size} stories below manifest/. Export each story by itself, or keep one folder, and import the packages one after the other.`,
      entry: `manifest/${other}/`,
    });
  }
  return first;
}
