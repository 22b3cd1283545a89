import type {
  CatalogueStory,
  catalogueQuery,
  PublishedDocument,
} from '@taleport/contracts/catalogue';
import { routePath } from '@taleport/contracts/route';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { mayBeForked, type Picture } from '@taleport/story-model';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../../infrastructure/database/database.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import type { DocumentCard } from '../../infrastructure/database/tables.ts';
import { cutPage, isPast, timeCursorOf } from '../../infrastructure/database/time-page.ts';
import { titlesHave } from '../../infrastructure/database/title-search.ts';

const order = { time: 'story_versions.published_at', id: 'stories.id' };

/** A page of the stories that readers see, those first whose version is the newest. */
export async function listPublished(db: Db, query: z.infer<typeof catalogueQuery>) {
  const { q, language, cursor, limit } = query;
  let stories = publishedStories(db)
    .innerJoin('documents', 'documents.id', 'story_versions.document_id')
    .select(['documents.card', 'documents.picture', timeCursorOf(order).as('cursor')])
    .orderBy('story_versions.published_at', 'desc')
    .orderBy('stories.id', 'desc')
    .limit(limit + 1);
  if (q !== undefined) stories = stories.where(titlesHave(q));
  if (language !== undefined) stories = stories.where(isInLanguage(language));
  if (cursor !== undefined) stories = stories.where(isPast(cursor, order));
  const { page, next } = cutPage(await stories.execute(), limit);
  return { stories: page.map(presentStory), ...next };
}

/** The story that readers see at this address, or undefined. */
export async function findPublished(db: Db, slug: string): Promise<PublishedDocument | undefined> {
  const row = await publishedStories(db)
    .select(['story_versions.document_id', 'stories.forking'])
    .where('stories.slug', '=', slug)
    .executeTakeFirst();
  if (!row) return undefined;
  const document = await loadDocument(db, row.document_id);
  const canBeForked = mayBeForked(document.license, row.forking);
  return { ...presentVersion(row), document, mayBeForked: canBeForked };
}

interface MediaAddress {
  readonly slug: string;
  readonly version: number;
  readonly sha256: string;
}

/**
 * A file of a version that readers have, or undefined. Whoever is reading an older version keeps what the newest one has,
 * too; what its author took out of the story is gone for everybody.
 */
export function findPublishedMedia(db: Db, { slug, version, sha256 }: MediaAddress) {
  return publishedStories(db)
    .innerJoin('story_versions as read', 'read.story_id', 'stories.id')
    .innerJoin('document_media as used', 'used.document_id', 'story_versions.document_id')
    .innerJoin('document_media as known', 'known.document_id', 'read.document_id')
    .innerJoin('media', 'media.sha256', 'used.sha256')
    .select(['media.media_type', 'media.size_bytes'])
    .where('stories.slug', '=', slug)
    .where('read.version', '=', version)
    .where('used.sha256', '=', sha256)
    .where('known.sha256', '=', sha256)
    .executeTakeFirst();
}

function publishedStories(db: Db) {
  return db
    .selectFrom('stories')
    .innerJoin('story_versions', (join) =>
      join
        .onRef('story_versions.story_id', '=', 'stories.id')
        .onRef('story_versions.version', '=', 'stories.published_version'),
    )
    .select(['stories.id', 'stories.slug', 'story_versions.version', 'story_versions.published_at'])
    .where('stories.deleted_at', 'is', null);
}

/** Basic filtering (RFC 4647, section 3.3.1): a range matches the tag, and every tag that goes on after it. */
function isInLanguage(range: string) {
  return sql<boolean>`exists (
    select from jsonb_array_elements_text(documents.card -> 'languages') as tag
    where starts_with(lower(tag) || '-', ${`${range.toLowerCase()}-`})
  )`;
}

interface PublishedRow {
  readonly id: string;
  readonly slug: string;
  readonly version: number;
  readonly published_at: Date;
}

function presentVersion({ id, slug, version, published_at }: PublishedRow) {
  return { storyId: id, slug, version, publishedAtUtc: published_at.toISOString() };
}

interface CatalogueRow extends PublishedRow {
  readonly card: DocumentCard;
  readonly picture: Picture | null;
}

function presentStory({ card, picture, ...row }: CatalogueRow): CatalogueStory {
  const { title, summary, languages, ageRange, topics, license } = card;
  const { slug, version } = row;
  return {
    ...presentVersion(row),
    title,
    summary,
    languages,
    picture: picture && {
      ...picture,
      url: routePath(catalogueRoutes.media, { slug, version, sha256: picture.media }),
    },
    ageRange,
    topics,
    license,
  };
}
