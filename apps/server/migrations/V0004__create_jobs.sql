create table jobs (
  id uuid primary key,
  kind text not null,
  story_id uuid not null references stories (id),
  owner_user_id uuid not null references "user" ("id"),
  requested_by_user_id uuid not null references "user" ("id"),
  requested_by_email text not null,
  locale text not null,
  status text not null default 'Queued'
    check (status in ('Queued', 'Running', 'Completed', 'Failed', 'Canceled', 'Expired')),
  dequeue_count integer not null default 0,
  queued_at_utc timestamptz not null default now(),
  started_at_utc timestamptz,
  completed_at_utc timestamptz,
  error_code text,
  error_message text,
  -- Whether trying the same again can help, without anyone having mended something.
  error_retryable boolean,
  document_id uuid not null references documents (id),
  input jsonb not null,
  result jsonb,
  phase text,
  progress jsonb,
  revision integer not null default 1,
  epoch integer not null default 0,
  attempts integer not null default 0,
  worker_id text,
  lease_expires_at timestamptz,
  not_before timestamptz not null default now(),
  rung_at timestamptz,
  cancel_requested_at timestamptz,
  expires_at timestamptz,
  trace_parent text,
  -- What an attempt had placed when it began: a lost lease counts only when nothing was added to it.
  placed_bytes_at_claim bigint not null default 0,
  check ((status = 'Running') = (lease_expires_at is not null))
);

create index jobs_story_status_idx on jobs (story_id, status);
create index jobs_queued_at_idx on jobs (queued_at_utc);
create index jobs_owner_idx on jobs (owner_user_id);
create index jobs_document_idx on jobs (document_id);
create index jobs_due_idx on jobs (kind, requested_by_user_id, queued_at_utc, id) where status = 'Queued';
create index jobs_running_idx on jobs (kind, lease_expires_at) where status = 'Running';
create index jobs_unrung_idx on jobs (not_before) where status = 'Queued' and rung_at is null;

-- The same table as in transitions.ts; a test compares them.
create table job_transitions (
  from_status text not null,
  to_status text not null,
  primary key (from_status, to_status)
);
insert into job_transitions (from_status, to_status) values
  ('Queued', 'Running'),
  ('Queued', 'Canceled'),
  ('Queued', 'Failed'),
  ('Running', 'Queued'),
  ('Running', 'Completed'),
  ('Running', 'Failed'),
  ('Running', 'Canceled'),
  ('Completed', 'Expired'),
  ('Failed', 'Queued'),
  ('Canceled', 'Queued'),
  ('Expired', 'Queued');

create function refuse_unknown_job_transition() returns trigger language plpgsql as $$
begin
  if not exists (
    select from job_transitions where from_status = old.status and to_status = new.status
  ) then
    raise exception 'a job cannot go from % to %', old.status, new.status;
  end if;
  return new;
end
$$;
create trigger job_transitions_only before update of status on jobs
  for each row when (old.status is distinct from new.status)
  execute function refuse_unknown_job_transition();

create table job_events (
  id bigint generated always as identity primary key,
  job_id uuid not null references jobs (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  name text not null,
  epoch integer not null,
  detail jsonb not null default '{}'
);
create index job_events_job_idx on job_events (job_id, id);
