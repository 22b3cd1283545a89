-- Immutable values: a draft, a version or a job points to one, and saving makes another.
create table documents (
  id uuid primary key,
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  content jsonb not null,
  created_at timestamptz not null default now()
);

create table document_media (
  document_id uuid not null references documents (id) on delete cascade,
  sha256 text not null references media (sha256),
  primary key (document_id, sha256)
);
create index document_media_sha256_idx on document_media (sha256);

create table stories (
  id uuid primary key,
  origin_id uuid not null,
  owner_user_id uuid not null references "user" ("id"),
  slug text not null unique,
  draft_document_id uuid not null references documents (id),
  draft_revision integer not null default 1 check (draft_revision > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index stories_owner_idx on stories (owner_user_id, updated_at desc);
create index stories_draft_document_idx on stories (draft_document_id);

create table story_versions (
  story_id uuid not null references stories (id) on delete cascade,
  version integer not null check (version > 0),
  document_id uuid not null references documents (id),
  published_at timestamptz not null default now(),
  primary key (story_id, version)
);
create index story_versions_document_idx on story_versions (document_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are immutable', tg_table_name;
end
$$;
create trigger documents_are_immutable before update on documents
  for each row execute function refuse_change();
create trigger story_versions_are_immutable before update on story_versions
  for each row execute function refuse_change();
