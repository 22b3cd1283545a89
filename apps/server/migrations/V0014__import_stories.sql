-- An import has no story before it is done, and no document that it works on.
alter table jobs
  alter column story_id drop not null,
  alter column document_id drop not null;

-- The files of a package that a check has read: what another attempt, and the import itself, need not read again.
create table import_files (
  job_id uuid not null references jobs (id) on delete cascade,
  path text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  crc32 bigint not null check (crc32 between 0 and 4294967295),
  size_bytes bigint not null check (size_bytes >= 0),
  media_type text not null,
  primary key (job_id, path)
);

-- Which of my stories a package is of.
create index stories_origin_idx on stories (owner_user_id, origin_id);
