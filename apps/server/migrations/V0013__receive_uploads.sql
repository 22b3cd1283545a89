-- Packages that come in piece by piece; the bytes are the blob uploads/{id}. An upload is complete when it has received all of its bytes.
create table uploads (
  id uuid primary key,
  owner_user_id uuid not null references "user" ("id") on delete cascade,
  file_name text not null,
  -- As its sender wrote it in the header Upload-Metadata.
  metadata text,
  size_bytes bigint not null check (size_bytes > 0),
  -- Of these each is safe in the blob store.
  received_bytes bigint not null default 0 check (received_bytes between 0 and size_bytes),
  created_at timestamptz not null default now(),
  -- Later where a job that can still run, or whose result is kept, names the upload in its input.
  expires_at timestamptz not null
);
create index uploads_owner_idx on uploads (owner_user_id);
create index uploads_expiry_idx on uploads (expires_at);

create index jobs_upload_idx on jobs ((input ->> 'uploadId')) where input ->> 'uploadId' is not null;
