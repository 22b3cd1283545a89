import { createHash, randomUUIDv7 } from 'node:crypto';
import { canonicalJson, mediaUses, type StoryDocument, storyLimits } from '@taleport/story-model';
import { sql } from 'kysely';
import type { Trx } from './database.ts';

/** A story with more text than stories may have. */
export class DocumentTooLargeError extends Error {
  constructor() {
    super(`A story can have ${storyLimits.documentBytes / 1024 / 1024} MiB of text at most`);
    this.name = 'DocumentTooLargeError';
  }
}

/**
 * The id of the document with this content: the one that is there, or a new one. Throws DocumentTooLargeError
 * for one that is larger than stories may be.
 */
export async function storeDocument(trx: Trx, document: StoryDocument): Promise<string> {
  const content = canonicalJson(document);
  if (Buffer.byteLength(content) > storyLimits.documentBytes) throw new DocumentTooLargeError();
  const sha256 = createHash('sha256').update(content).digest('hex');
  for (;;) {
    const id = await insertDocument(trx, { sha256, content, document });
    if (id !== undefined) return id;
    const there = await lockDocument(trx, sha256);
    // Undefined when a clean-up was faster: then it is inserted after all.
    if (there !== undefined) return there;
  }
}

interface NewDocument {
  readonly sha256: string;
  readonly content: string;
  readonly document: StoryDocument;
}

/** Undefined when the document is there already. */
async function insertDocument(trx: Trx, { sha256, content, document }: NewDocument) {
  const inserted = await trx
    .insertInto('documents')
    .values({ id: randomUUIDv7(), sha256, content })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .returning('id')
    .executeTakeFirst();
  const used = [...new Set(mediaUses(document).map((use) => use.sha256))];
  if (inserted && used.length > 0) {
    await sql`insert into document_media (document_id, sha256)
      select ${inserted.id}, unnest(${used}::text[])`.execute(trx);
  }
  return inserted?.id;
}

/** The document of this content, which no clean-up can take before the transaction ends. */
async function lockDocument(trx: Trx, sha256: string): Promise<string | undefined> {
  const document = await trx
    .selectFrom('documents')
    .select('id')
    .where('sha256', '=', sha256)
    .forKeyShare()
    .executeTakeFirst();
  return document?.id;
}
