-- An administrator can keep somebody out whose stories stay.
alter table "user" add column "isSuspended" boolean not null default false;

