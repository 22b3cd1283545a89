-- Without case, and without the accents of Latin, Greek and Cyrillic letters: who searches "lună" or "LUNA" finds both.
create function searchable(value text) returns text immutable language sql
  return lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]+', '', 'g'));

create function searchable_titles(content jsonb) returns text immutable language sql
  return (select coalesce(searchable(string_agg(value, E'\n')), '') from jsonb_each_text(content -> 'title'));

-- What a list shows of a document, so that no list reads the tiles of every story in it.
alter table documents
  add column card jsonb not null generated always as (content - 'tiles') stored,
  -- The cover, or else the first picture in the story; null where there is none.
  add column picture jsonb generated always as (
    coalesce(
      nullif(content -> 'cover', 'null'),
      jsonb_path_query_first(content, '$.tiles[*].picture ? (@ != null)')
    )
  ) stored,
  add column titles text not null generated always as (searchable_titles(content)) stored;

create index stories_published_idx on stories (id) where published_version is not null;
