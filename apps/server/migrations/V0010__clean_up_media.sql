-- Since when no document names the file. It stays for a while: what an author took away may come back by an undo.
alter table media add column unused_since timestamptz;
create index media_unused_idx on media (unused_since) where unused_since is not null;
