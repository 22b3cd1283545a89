-- The version that readers see; null while the story is not published.
alter table stories
  add column published_version integer,
  add foreign key (id, published_version) references story_versions (story_id, version);
create index documents_created_idx on documents (created_at);
update stories set published_version = (
  select max(version) from story_versions where story_id = stories.id
);
