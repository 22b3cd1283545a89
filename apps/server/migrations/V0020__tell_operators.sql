-- What used up its attempts is told the operators by the relay too, so that no crash in between loses it.
drop index jobs_unrung_idx;
create index jobs_unrung_idx on jobs (not_before)
  where rung_at is null and (status = 'Queued' or status = 'Failed' and error_retryable);
