-- Readers can get a version in fewer languages than its draft has. The draft is kept whole, so that a version that is restored
-- brings the other languages back too.
alter table story_versions add column draft_document_id uuid references documents (id);
alter table story_versions disable trigger story_versions_are_immutable;
update story_versions set draft_document_id = document_id;
alter table story_versions enable trigger story_versions_are_immutable;
alter table story_versions alter column draft_document_id set not null;
create index story_versions_draft_document_idx on story_versions (draft_document_id);
