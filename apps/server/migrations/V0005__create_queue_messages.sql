-- The embedded queue: the semantics of Azure Storage Queue in a table.
create table queue_messages (
  id uuid primary key default gen_random_uuid(),
  queue text not null,
  position bigint generated always as identity,
  body text not null check (octet_length(body) <= 65536),
  inserted_at timestamptz not null default clock_timestamp(),
  visible_at timestamptz not null default clock_timestamp(),
  dequeue_count integer not null default 0,
  pop_receipt uuid
);
create index queue_messages_visible_idx on queue_messages (queue, visible_at, position);
