-- What used up its attempts and has not been told the operators: the relay does it, so that no crash in between loses it.
create index jobs_untold_idx on jobs (not_before)
  where status = 'Failed' and rung_at is null and error_retryable;
