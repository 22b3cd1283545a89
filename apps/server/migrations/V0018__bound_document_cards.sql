-- A list is made of many documents, so what it shows of one is short, however much its author wrote.

-- Texts in all their languages, each of so many characters at most, and of 40,000 all together.
create function shown_texts(texts jsonb, longest bigint) returns jsonb immutable language sql
  return (
    select coalesce(
      jsonb_object_agg(key, case when length(value) <= room then value else left(value, room - 1) || '…' end),
      '{}'
    )
    from jsonb_each_text(texts)
    cross join (
      select least(longest, 40000 / greatest(count(*), 1))::integer as room from jsonb_object_keys(texts)
    ) as bound
  );

-- Those in the first language that names somebody: a fork has to say whose story it was.
create function shown_credits(content jsonb) returns jsonb immutable language sql
  return (
    select coalesce(jsonb_object_agg(tag, content -> 'credits' -> tag), '{}')
    from (
      select tag
      from jsonb_array_elements_text(content -> 'languages') with ordinality as listed (tag, place)
      where content -> 'credits' -> tag @? '$[*].name ? (@ like_regex "\\S")'
      order by place
      limit 1
    ) as named
  );

create function document_card(content jsonb) returns jsonb immutable language sql
  return content - '{tiles,cover,titleNarration,source}'::text[] || jsonb_build_object(
    'title', shown_texts(content -> 'title', 1000),
    'summary', shown_texts(content -> 'summary', 300),
    'credits', shown_credits(content)
  );

-- The cover, or else the first picture in the story; null where there is none.
create function document_picture(content jsonb) returns jsonb immutable language sql
  return (
    select picture || jsonb_build_object('alt', shown_texts(picture -> 'alt', 1000))
    from (
      select coalesce(
        nullif(content -> 'cover', 'null'),
        jsonb_path_query_first(content, '$.tiles[*].picture ? (@ != null)')
      ) as picture
    ) as first
    where picture is not null
  );

alter table documents drop column card, drop column picture;
alter table documents
  add column card jsonb not null generated always as (document_card(content)) stored,
  add column picture jsonb generated always as (document_picture(content)) stored;
