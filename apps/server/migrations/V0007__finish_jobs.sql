alter table jobs
  -- The same for requests of one user whose results are the same; null where results are not shared.
  add column reuse_key text,
  -- When the last signed link to the result ends: until then the result stays, also when it has expired.
  add column links_end_at timestamptz,
  -- When everything that the attempts have left was removed.
  add column discarded_at timestamptz;

create unique index jobs_active_reuse_idx on jobs (requested_by_user_id, kind, reuse_key)
  where status in ('Queued', 'Running') and cancel_requested_at is null;
create index jobs_completed_reuse_idx on jobs (requested_by_user_id, kind, reuse_key)
  where status = 'Completed';
create index jobs_active_idx on jobs (requested_by_user_id, kind, status, queued_at_utc, id) where status in ('Queued', 'Running');
create index jobs_requested_by_idx on jobs (requested_by_user_id, id);
create index jobs_expiring_idx on jobs (expires_at) where status = 'Completed';
create index jobs_undiscarded_idx on jobs (completed_at_utc)
  where discarded_at is null and status in ('Failed', 'Canceled', 'Expired');
create index jobs_ended_idx on jobs (completed_at_utc) where status not in ('Queued', 'Running');

-- A request that is sent again with its key is the same request (draft-ietf-httpapi-idempotency-key-header).
create table idempotency_keys (
  user_id uuid not null references "user" ("id") on delete cascade,
  key text not null,
  request_hash text not null,
  job_id uuid not null references jobs (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_created_idx on idempotency_keys (created_at);
create index idempotency_keys_job_idx on idempotency_keys (job_id);

-- When each kind of clean-up ran last: one process at a time takes the next run.
create table sweeps (
  name text primary key,
  ran_at timestamptz not null
);

-- Whoever shows jobs hears of every change that can be seen, from any process, at its commit.
create function tell_job_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('taleport_job_changes', json_build_object(
    'jobId', new.id,
    'userIds', json_build_array(new.owner_user_id, new.requested_by_user_id)
  )::text);
  return null;
end
$$;
create trigger job_is_new after insert on jobs for each row execute function tell_job_change();
create trigger job_has_changed after update of revision on jobs
  for each row when (old.revision is distinct from new.revision)
  execute function tell_job_change();
