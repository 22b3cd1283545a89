import { type RawBuilder, sql } from 'kysely';

/** Whether the titles of a document have all words of a search, in whatever language, case and accents. */
export function titlesHave(search: string): RawBuilder<boolean> {
  const words = search.split(/\s+/).filter((word) => word !== '');
  return sql`(
    select coalesce(bool_and(position(searchable(word) in documents.titles) > 0), true)
    from unnest(${words}::text[]) as word
  )`;
}
