-- A deleted story can be brought back for a while, then it is gone for good.
alter table stories add column deleted_at timestamptz;
create index stories_deleted_idx on stories (deleted_at) where deleted_at is not null;
create index jobs_story_idx on jobs (story_id);
