-- The tiles that an author has taken out of a draft, each in the document that held it last.
create table deleted_tiles (
  story_id uuid not null references stories on delete cascade,
  tile_id text not null,
  document_id uuid not null references documents,
  deleted_at timestamptz not null default now(),
  primary key (story_id, tile_id)
);

create index deleted_tiles_document_idx on deleted_tiles (document_id);
