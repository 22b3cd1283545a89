-- Who may make an own version of a story, where its licence does not decide that alone.
alter table stories
  add column forking text not null default 'by-licence'
    check (forking in ('by-licence', 'allowed', 'not-allowed'));

-- What a story was made of. It is remembered when the original is gone: the document that both had in common last has its
-- title, its credits and its licence.
create table story_forks (
  story_id uuid primary key references stories (id) on delete cascade,
  original_story_id uuid references stories (id) on delete set null,
  original_origin_id uuid not null,
  version integer not null check (version > 0),
  base_document_id uuid not null references documents (id),
  -- What the original was made of itself, the nearest first.
  earlier jsonb not null default '[]',
  forked_at timestamptz not null default now()
);
create index story_forks_original_idx on story_forks (original_story_id);
create index story_forks_base_document_idx on story_forks (base_document_id);
