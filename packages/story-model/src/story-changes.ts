import { isPartList, isRecord, isSame, type Part, type Row } from './json-shape.ts';
import { isLocalizedField } from './localized-fields.ts';
import type { Path } from './merge-documents.ts';
import type { StoryDocument } from './story-document.ts';

/** A place where two states of a story differ; `undefined` where there is nothing. */
export interface StoryChange {
  /** The ids of all tiles, answers or options where their order has changed. */
  readonly path: Path;
  /** Left out for what all languages share: pages, their order, pictures, ways. */
  readonly language?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * What has changed from one state of a story to another: texts, voices and films per language, and what all languages share. How
 * a translation came about is not told: it follows from the texts.
 */
export function storyChanges(before: StoryDocument, after: StoryDocument): StoryChange[] {
  return rowChanges(before, after, []);
}

function rowChanges(before: Row, after: Row, path: Path): StoryChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    fieldChanges({ before: before[name], after: after[name], path: [...path, name] }),
  );
}

interface Field {
  readonly before: unknown;
  readonly after: unknown;
  readonly path: Path;
}

function fieldChanges({ before, after, path }: Field): StoryChange[] {
  const name = path.at(-1) ?? '';
  if (name === 'translations' || isSame(before, after)) return [];
  if (isLocalizedField(name)) return languageChanges(before ?? {}, after ?? {}, path);
  if (name === 'languages') return listedLanguageChanges({ before, after, path });
  if (isPartList(before ?? []) && isPartList(after ?? [])) {
    return partChanges((before ?? []) as Part[], (after ?? []) as Part[], path);
  }
  if (isRecord(before) && isRecord(after)) return rowChanges(before, after, path);
  return [{ path, before, after }, ...textsWithin(before, after, path)];
}

/** Of a picture that came or went, the descriptions. */
function textsWithin(before: unknown, after: unknown, path: Path): StoryChange[] {
  const [one, other] = [before, after].map((value) => (isRecord(value) ? value : {})) as [Row, Row];
  return rowChanges(one, other, path).filter(({ language }) => language !== undefined);
}

function languageChanges(before: unknown, after: unknown, path: Path): StoryChange[] {
  const [one, other] = [before as Row, after as Row];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((language) =>
    isSame(one[language], other[language])
      ? []
      : [{ path: [...path, language], language, before: one[language], after: other[language] }],
  );
}

function listedLanguageChanges({ before, after, path }: Field): StoryChange[] {
  const [one, other] = [before, after].map((list) => (list ?? []) as string[]) as [
    string[],
    string[],
  ];
  const gone = one.filter((language) => !other.includes(language));
  const come = other.filter((language) => !one.includes(language));
  if (gone.length + come.length === 0) return [{ path, before, after }];
  return [
    ...gone.map((language) => ({ path, language, before: [language] })),
    ...come.map((language) => ({ path, language, after: [language] })),
  ];
}

function partChanges(before: readonly Part[], after: readonly Part[], path: Path): StoryChange[] {
  const [one, other] = [before, after].map(
    (parts) => new Map(parts.map((part) => [part.id, part])),
  ) as [Map<string, Part>, Map<string, Part>];
  const each = [...new Set([...one.keys(), ...other.keys()])].flatMap((id) => {
    const [was, is] = [one.get(id), other.get(id)];
    const here = [...path, id];
    if (was && is && was.kind === is.kind) return rowChanges(was, is, here);
    return [{ path: here, before: was, after: is }, ...textsWithin(was, is, here)];
  });
  return isSame(common(before, other), common(after, one))
    ? each
    : [{ path, before: before.map(({ id }) => id), after: after.map(({ id }) => id) }, ...each];
}

function common(parts: readonly Part[], others: ReadonlyMap<string, Part>): string[] {
  return parts.map(({ id }) => id).filter((id) => others.has(id));
}
