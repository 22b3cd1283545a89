import { isPartList, isRecord, isSame, type Part, type Row } from './json-shape.ts';
import { isLocalizedField } from './localized-fields.ts';
import type { StoryDocument } from './story-document.ts';

/** Which changes of a story are taken. */
export interface TakenChanges {
  /** What is written, spoken and filmed in these languages. */
  readonly languages: readonly string[] | 'all';
  /** What all languages share: pages, their order, pictures, ways, topics, licence. */
  readonly shared: boolean;
}

/**
 * The story as it was, with some of the changes that were made to it since. Of a page that has come, only texts in the
 * languages that are taken are there; where pages are not taken, what was written on new ones is not taken either.
 */
export function takeChanges(
  before: StoryDocument,
  after: StoryDocument,
  { languages, shared }: TakenChanges,
): StoryDocument {
  const chosen = new Set(languages);
  const takes = (language: string) => languages === 'all' || chosen.has(language);
  return takeRow(before, after, { takes, shared }) as unknown as StoryDocument;
}

interface Taking {
  readonly takes: (language: string) => boolean;
  readonly shared: boolean;
}

function takeRow(before: Row, after: Row, taking: Taking): Row {
  const names = Object.keys(taking.shared ? after : before);
  const entries = names.map(
    (name) =>
      [name, takeField({ name, before: before[name], after: after[name] }, taking)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

interface Field {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

function takeField({ name, before, after }: Field, taking: Taking): unknown {
  if (isLocalizedField(name)) return takeLanguages(before, after, taking);
  if (name === 'languages') return takeListed(before as string[], after as string[], taking);
  if (!taking.shared && before === undefined) return undefined;
  if (isPartList(before ?? []) && isPartList(after)) {
    return takeParts((before ?? []) as Part[], after, taking);
  }
  if (isRecord(after) && (isRecord(before) || taking.shared)) {
    return takeRow(isRecord(before) ? before : {}, after, taking);
  }
  return taking.shared ? after : before;
}

function takeLanguages(before: unknown, after: unknown, { takes }: Taking): unknown {
  if (after === undefined) return before;
  const kept = Object.entries((before ?? {}) as Row).filter(([language]) => !takes(language));
  const taken = Object.entries(after as Row).filter(([language]) => takes(language));
  return Object.fromEntries([...kept, ...taken]);
}

function takeListed(
  before: readonly string[],
  after: readonly string[],
  { takes, shared }: Taking,
): readonly string[] {
  const kept = before.filter((language) => !takes(language) || after.includes(language));
  const come = after.filter((language) => takes(language) && !before.includes(language));
  const listed = [...kept, ...come];
  // A story without a language would be none.
  if (listed.length === 0) return before;
  return shared && isSame(listed.toSorted(), after.toSorted()) ? after : listed;
}

function takeParts(before: readonly Part[], after: readonly Part[], taking: Taking): unknown[] {
  const [one, other] = [before, after].map(
    (parts) => new Map(parts.map((part) => [part.id, part])),
  ) as [Map<string, Part>, Map<string, Part>];
  return (taking.shared ? after : before).map((part) => {
    const [was, is] = [one.get(part.id) ?? {}, other.get(part.id)];
    return is ? takeRow(was, is, taking) : part;
  });
}
