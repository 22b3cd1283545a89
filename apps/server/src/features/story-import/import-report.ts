import type { JobWarning } from '@taleport/contracts/jobs';
import type { ImportDecision, ImportReport } from '@taleport/contracts/story-import';
import type { ReadPackage } from '@taleport/story-archive';
import {
  compareLanguages,
  compareTiles,
  type MediaType,
  mediaKindOf,
  mediaTypes,
  mediaUses,
  type StoryDocument,
} from '@taleport/story-model';
import type { Db } from '../../infrastructure/database/database.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import { freeSlug } from '../../infrastructure/database/write-story.ts';
import { conflictsOf } from './import-conflicts.ts';
import { firstFindings, missingMediaFinding } from './import-messages.ts';
import { findMyStory, usableMedia } from './import-storage.ts';

interface Importing {
  readonly db: Db;
  readonly job: { readonly owner_user_id: string; readonly locale: string };
  readonly input: { readonly decision: ImportDecision };
}

/** What a package has in it, and what importing it would do, for its author to decide. */
export async function makeReport(work: Importing, read: ReadPackage): Promise<ImportReport> {
  const { db, job, input } = work;
  const { manifest, layout, sizeBytes } = read;
  const { story, origin, slug, version, draftRevision } = manifest;
  const media = await sortMedia(work, read);
  const mine = await describeMine(db, job.owner_user_id, { origin, story });
  const { languages } = story;
  return {
    layout,
    originId: origin,
    slug: { wanted: slug, given: await freeSlug(db, slug) },
    ...(version !== undefined && { version }),
    ...(draftRevision !== undefined && { draftRevision }),
    title: story.title,
    languages,
    tileCount: story.tiles.length,
    sizeBytes,
    media: media.counts,
    mine,
    conflicts: conflictsOf({ languages, mine }, input.decision, job.locale),
    losses: [...lossesOf(read, media.isThere, job.locale)],
  };
}

/** Whether a file can be where a story uses it: it comes with the package, or its importer has it, and is of that kind. */
export type IsThere = (use: { readonly sha256: string; readonly role: UseRole }) => boolean;
type UseRole = Parameters<typeof mediaKindOf>[0];

/** What the package has that the importer has not, or has, and what neither has. */
async function sortMedia({ db, job }: Importing, { manifest, files }: ReadPackage) {
  const { story, omitted, missing } = manifest;
  const used = new Set(hashesOf(story));
  const mine = await usableMedia(db, job.owner_user_id, [...used]);
  // A package in some languages also lists what only the others use.
  const listed = [...omitted, ...missing].filter(({ sha256 }) => used.has(sha256));
  return {
    isThere: isThere(files, mine),
    counts: {
      new: countOf(files.filter(({ sha256 }) => !mine.has(sha256))),
      mine: countOf([...files, ...listed].filter(({ sha256 }) => mine.has(sha256))),
      missing: countOf(listed.filter(({ sha256 }) => !mine.has(sha256))),
    },
  };
}

interface TypedMedia {
  readonly sha256: string;
  readonly mediaType: MediaType;
}

export function isThere(
  files: readonly TypedMedia[],
  mine: ReadonlyMap<string, MediaType>,
): IsThere {
  const types = new Map([...mine, ...files.map((file) => [file.sha256, file.mediaType] as const)]);
  return ({ sha256, role }) => {
    const mediaType = types.get(sha256);
    return mediaType !== undefined && mediaTypes[mediaType].kind === mediaKindOf(role);
  };
}

export function hashesOf(story: StoryDocument): string[] {
  return [...new Set(mediaUses(story).map(({ sha256 }) => sha256))];
}

/** Of a story that lacks everything, enough for its author to see what is wrong. */
const maxLosses = 100;

/** What cannot be kept: what the older layout had and ours has not, and media that nobody has. */
export function lossesOf(
  { manifest, losses }: Pick<ReadPackage, 'manifest' | 'losses'>,
  isUseThere: IsThere,
  locale: string,
): readonly JobWarning[] {
  const lost = mediaUses(manifest.story).filter((use) => !isUseThere(use));
  const all = [...losses, ...lost.map((use) => missingMediaFinding(use, locale))];
  return firstFindings(all, maxLosses, locale);
}

function countOf(files: readonly { readonly sizeBytes: number }[]) {
  return { files: files.length, sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
}

interface Package {
  readonly origin: string;
  readonly story: StoryDocument;
}

async function describeMine(
  db: Db,
  ownerId: string,
  { origin, story }: Package,
): Promise<ImportReport['mine']> {
  const mine = await findMyStory(db, ownerId, origin);
  if (!mine) return null;
  const draft = await loadDocument(db, mine.draft_document_id);
  return {
    storyId: mine.id,
    slug: mine.slug,
    title: draft.title[draft.languages[0] ?? ''] ?? '',
    draftRevision: mine.draft_revision,
    languages: compareLanguages(draft, story),
    tiles: compareTiles(draft, story),
  };
}
