-- One row and one blob per content, whoever uploads it.
create table media (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  crc32 bigint not null check (crc32 between 0 and 4294967295),
  size_bytes bigint not null check (size_bytes > 0),
  media_type text not null,
  created_at timestamptz not null default now()
);

-- Who may name a media file in a story. Knowing a hash gives nothing.
create table media_grants (
  user_id uuid not null references "user" ("id") on delete cascade,
  sha256 text not null references media (sha256) on delete cascade,
  granted_at timestamptz not null default now(),
  primary key (user_id, sha256)
);
create index media_grants_sha256_idx on media_grants (sha256);
