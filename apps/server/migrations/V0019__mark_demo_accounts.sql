-- Nobody signs in to the accounts of a demo where there is none any more. Those of before are known by address and name: no mail
-- reaches example.org (RFC 2606, section 3).
alter table "user" add column "isDemo" boolean not null default false;

update "user" set "isDemo" = true
where ("email", "name") in (('author@example.org', 'Demo author'), ('admin@example.org', 'Demo admin'));
