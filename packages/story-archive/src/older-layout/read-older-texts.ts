import { storyLimits } from '@taleport/story-model';
import type { z } from 'zod';
import { PackageError } from '../package/package-error.ts';
import { listUnknownFields } from './list-unknown-fields.ts';
import type { LossList } from './loss-list.ts';
import {
  type OlderDialog,
  type OlderLanguageTexts,
  type OlderMaster,
  olderDialog,
  olderLanguage,
  olderMaster,
} from './older-schema.ts';
import { parseOlderJson } from './parse-older-json.ts';
import type { OlderDialogEntry, OlderEntries } from './sort-older-entries.ts';
import { tidyLanguageTag } from './tidy-language-tag.ts';

/** The JSON of a package of the older layout. */
export interface OlderTexts {
  readonly master: OlderMaster;
  readonly masterEntry: string;
  /** In the order of the archive; languages that only dialogs are in come last. */
  readonly languages: readonly OlderTextsInLanguage[];
}

export interface OlderTextsInLanguage {
  /** As Taleport writes it. */
  readonly tag: string;
  /** As the folders of the package are named. */
  readonly folder: string;
  readonly entry: string;
  /** Not there for a language that only dialogs are in. */
  readonly texts: OlderLanguageTexts | undefined;
  /** By the id of the tile. */
  readonly dialogs: ReadonlyMap<string, { readonly entry: string; readonly dialog: OlderDialog }>;
}

/** Entries by name: how long they are, and their bytes. */
export interface OlderSource {
  sizeOf(name: string): number;
  read(name: string): Promise<Buffer>;
}

/** The exporter writes some 100 kB in a file. A parser makes up to thirty times as much of a hostile one. */
const maxEntryBytes = 2 * 1024 * 1024;
/** What does not fit into a document cannot be kept anyway. */
const maxTextBytes = storyLimits.documentBytes;

/**
 * Reads the JSON of a package of the older layout. Throws a PackageError for JSON that is too long, is none, has wrong
 * types or contradicts the names of its entries. What the layout has no place for is added to the losses.
 */
export async function readOlderTexts(
  entries: OlderEntries,
  { source, losses }: { readonly source: OlderSource; readonly losses: LossList },
): Promise<OlderTexts> {
  checkSizes(entries, source);
  const read = async <Schema extends z.ZodType>(entry: string, schema: Schema) => {
    const value = parseOlderJson(await source.read(entry), { entry, schema });
    listUnknownFields(value, { schema, entry, losses });
    return value;
  };
  const master = await read(entries.master, olderMaster);
  checkVersion(master, entries.master);
  checkAgreement({ entry: entries.master, field: 'id', has: master.id, expected: entries.storyId });

  const languages = new Map<string, MutableLanguage>();
  for (const { language, path } of entries.languages) {
    const tag = keptTag(language, { path, losses });
    if (tag === undefined) continue;
    const texts = await read(path, olderLanguage);
    checkHeader(texts, { path, storyId: entries.storyId, language });
    if (languages.has(tag)) addRepeatedLanguage(losses, { tag, path });
    else languages.set(tag, { tag, folder: language, entry: path, texts, dialogs: new Map() });
  }
  for (const entry of entries.dialogs) {
    const tag = keptTag(entry.language, { path: entry.path, losses });
    if (tag === undefined) continue;
    const dialog = await read(entry.path, olderDialog);
    checkHeader(dialog, { ...entry, storyId: entries.storyId });
    addDialog(languages, { tag, entry, dialog, losses });
  }
  checkLanguages([...languages.keys()], entries.master);
  for (const path of entries.others) losses.add(fileLoss(path));
  return { master, masterEntry: entries.master, languages: [...languages.values()] };
}

interface MutableLanguage extends OlderTextsInLanguage {
  readonly dialogs: Map<string, { entry: string; dialog: OlderDialog }>;
}

function checkSizes(entries: OlderEntries, source: OlderSource): void {
  const names = [entries.master, ...[...entries.languages, ...entries.dialogs].map((e) => e.path)];
  let sizeBytes = 0;
  for (const entry of names) {
    const length = source.sizeOf(entry);
    sizeBytes += length;
    if (length > maxEntryBytes) {
      const message = `${JSON.stringify(entry)} has ${length} bytes; at most ${maxEntryBytes} are read.`;
      throw new PackageError({ rule: 'entry-too-large', message, entry });
    }
    if (sizeBytes > maxTextBytes) {
      const message = `The texts of this story have more than ${maxTextBytes} bytes, which is the most that a story can have.`;
      throw new PackageError({ rule: 'story-too-large', message, entry });
    }
  }
}

function checkVersion({ formatVersion }: OlderMaster, entry: string): void {
  if (formatVersion === undefined || formatVersion === null || formatVersion === 2) return;
  throw new PackageError({
    rule: 'older-version',
    message: `This package is in format version ${formatVersion} of the Alchimalia exporter, and only version 2 is read. Export the story again in that format.`,
    entry,
  });
}

interface Header {
  readonly storyId: string;
  readonly languageCode: string;
  readonly tileId?: string;
}

/** What a file says of itself in addition to its name; where it says nothing, its name is enough. */
function checkHeader(
  header: Header,
  expected: { path: string; storyId: string; language: string; tileId?: string },
): void {
  const { path: entry, language, storyId, tileId = '' } = expected;
  const code = header.languageCode.toLowerCase();
  for (const [field, has, should] of [
    ['storyId', header.storyId, storyId],
    ['languageCode', code, language.toLowerCase()],
    ['tileId', header.tileId ?? '', tileId],
  ] as const) {
    if (has !== '') checkAgreement({ entry, field, has, expected: should });
  }
}

function checkAgreement({
  entry,
  field,
  has,
  expected,
}: {
  entry: string;
  field: string;
  has: string;
  expected: string;
}): void {
  if (has === expected) return;
  throw new PackageError({
    rule: 'older-ids-differ',
    message: `${JSON.stringify(entry)} has ${JSON.stringify(has.slice(0, 200))} as its ${field}, and by its name it is of ${JSON.stringify(expected)}. The file was moved or renamed; export the story again.`,
    entry,
  });
}

function keptTag(
  language: string,
  { path, losses }: { path: string; losses: LossList },
): string | undefined {
  const tag = tidyLanguageTag(language);
  if (tag === undefined) {
    losses.add({
      code: 'language-not-kept',
      message: `${JSON.stringify(language)} is not a language tag (BCP 47), such as "en" or "pt-BR"; the texts in it are not kept.`,
      where: path,
    });
  }
  return tag;
}

function addRepeatedLanguage(losses: LossList, { tag, path }: { tag: string; path: string }): void {
  losses.add({
    code: 'language-not-kept',
    message: `There is another file in the language ${tag}; the texts in this one are not kept.`,
    where: path,
  });
}

function addDialog(
  languages: Map<string, MutableLanguage>,
  added: { tag: string; entry: OlderDialogEntry; dialog: OlderDialog; losses: LossList },
): void {
  const { tag, dialog, losses } = added;
  const { path: entry, language: folder, tileId } = added.entry;
  const inLanguage = languages.get(tag) ?? {
    ...{ tag, folder, entry, texts: undefined, dialogs: new Map() },
  };
  languages.set(tag, inLanguage);
  if (inLanguage.dialogs.has(tileId)) addRepeatedLanguage(losses, { tag, path: entry });
  else inLanguage.dialogs.set(tileId, { entry, dialog });
}

function checkLanguages(tags: readonly string[], entry: string): void {
  if (tags.length > storyLimits.languages) {
    const message = `This story is in ${tags.length} languages; a story can have at most ${storyLimits.languages}.`;
    throw new PackageError({ rule: 'story-too-large', message, entry });
  }
  if (tags.length > 0) return;
  throw new PackageError({
    rule: 'older-no-language',
    message:
      'This package has no file with the texts of a language (languages/{language}.json beside master.json), and a story needs one.',
    entry,
  });
}

function fileLoss(path: string) {
  const message = `${JSON.stringify(path)} has no place in a story, and is left out.`;
  return { code: 'file-not-kept', message, where: path };
}
