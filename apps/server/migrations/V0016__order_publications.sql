-- What the author has decided last about a story holds, in whatever order the jobs end.
alter table stories
  -- The newest draft that was published: no older one is shown any more.
  add column published_draft_revision integer not null default 0,
  -- A publication that was asked for before the story was taken from its readers, or deleted, shows nothing any more.
  add column times_hidden integer not null default 0;
update stories set published_draft_revision = coalesce((
  select max((input ->> 'draftRevision')::integer) from jobs
  where kind = 'story-publish' and status = 'Completed' and story_id = stories.id
), 0);
