import { sql } from 'kysely';
import { untilNoneLeft } from '../../jobs/clean-up.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';

/**
 * Removes documents that no draft, no version, no deleted tile, no fork and no job points to, after a time of grace. Whoever finds one of them at
 * the same moment holds a lock on it, and keeps it.
 */
export function unusedDocumentsSweep({ db, settings }: WorkContext): Sweep {
  return {
    name: 'stories: unused documents',
    everyMs: 10 * 60 * 1000,
    run: (signal) =>
      untilNoneLeft(async (batch) => {
        const { rows } = await sql`
          delete from documents where id in (
            select id from documents
            where created_at <= now() - make_interval(secs => ${settings.keepUnusedMs / 1000})
              and not exists (select from stories where draft_document_id = documents.id)
              and not exists (select from story_versions where document_id = documents.id)
              and not exists (select from story_versions where draft_document_id = documents.id)
              and not exists (select from deleted_tiles where document_id = documents.id)
              and not exists (select from story_forks where base_document_id = documents.id)
              and not exists (select from jobs where document_id = documents.id)
            limit ${batch} for update skip locked
          ) returning id
        `.execute(db);
        return rows.length;
      }, signal),
  };
}
