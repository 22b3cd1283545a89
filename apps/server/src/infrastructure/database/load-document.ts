import { type StoryDocument, storyDocument } from '@taleport/story-model';
import type { Db, Trx } from './database.ts';

/** The content of a document, as the story model reads it today. */
export async function loadDocument(db: Db | Trx, documentId: string): Promise<StoryDocument> {
  const { content } = await db
    .selectFrom('documents')
    .select('content')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  return storyDocument.parse(content);
}
