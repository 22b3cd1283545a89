create view story_export_jobs as
select
  id,
  story_id,
  owner_user_id,
  requested_by_email,
  locale,
  (input ->> 'isDraft')::boolean as is_draft,
  status,
  dequeue_count,
  queued_at_utc,
  started_at_utc,
  completed_at_utc,
  error_message,
  result ->> 'zipBlobPath' as zip_blob_path,
  result ->> 'zipFileName' as zip_file_name,
  (result ->> 'zipSizeBytes')::bigint as zip_size_bytes,
  (result ->> 'mediaCount')::integer as media_count,
  (result ->> 'languageCount')::integer as language_count
from jobs
where kind = 'story-export';
