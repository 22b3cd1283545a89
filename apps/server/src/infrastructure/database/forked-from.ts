import type { ForkedFrom } from '@taleport/contracts/story-fork';
import { creditedNames, type StoryDocument } from '@taleport/story-model';
import { sql } from 'kysely';
import type { Ancestor } from './tables.ts';

/** What there is to say of the original of a fork. */
export interface OriginalRow {
  readonly originId: string;
  readonly version: number;
  readonly title: string | null;
  readonly languages: StoryDocument['languages'];
  readonly credits: StoryDocument['credits'];
  readonly license: string;
  readonly earlier: Ancestor[];
  /** Null when readers cannot read it any more. */
  readonly slug: string | null;
  readonly latestVersion: number | null;
}

/** The original of a row of `stories`, as JSON; null for a story that is no fork. */
export const originalOfStory = sql<OriginalRow | null>`(
  select json_build_object(
    'originId', story_forks.original_origin_id,
    'version', story_forks.version,
    'title', base.card -> 'title' ->> (base.card -> 'languages' ->> 0),
    'languages', base.card -> 'languages',
    'credits', base.card -> 'credits',
    'license', base.card ->> 'license',
    'earlier', story_forks.earlier,
    'slug', original.slug,
    'latestVersion', original.published_version
  )
  from story_forks
  join documents as base on base.id = story_forks.base_document_id
  left join stories as original on original.id = story_forks.original_story_id
    and original.deleted_at is null and original.published_version is not null
  where story_forks.story_id = stories.id
)`;

export function presentOriginal(row: OriginalRow): ForkedFrom {
  const { slug, latestVersion, earlier } = row;
  return {
    ...ancestorOf(row),
    ...(slug !== null && { slug }),
    ...(latestVersion !== null && { latestVersion }),
    isGone: slug === null,
    earlier,
  };
}

/** What the fork of a fork remembers of the original of its original. */
export function ancestorOf({ originId, version, title, license, ...row }: OriginalRow): Ancestor {
  return { originId, version, title: title ?? '', by: creditedNames(row), license };
}
