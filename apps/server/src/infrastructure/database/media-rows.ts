import type { UploadedMedia } from '@taleport/contracts/media';
import { sql } from 'kysely';
import type { Trx } from './database.ts';

/** Until the transaction ends, nobody else gives this content its place in the store, or takes it away. */
export async function lockMedia(trx: Trx, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`media ${sha256}`}, 0))`.execute(trx);
}

/** Records a media file, once whoever uploads it, and that this user may use it. */
export async function grantMedia(trx: Trx, userId: string, media: UploadedMedia): Promise<void> {
  await trx
    .insertInto('media')
    .values({
      sha256: media.sha256,
      crc32: media.crc32,
      size_bytes: media.sizeBytes,
      media_type: media.mediaType,
    })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ unused_since: null }))
    .execute();
  await trx
    .insertInto('media_grants')
    .values({ user_id: userId, sha256: media.sha256 })
    .onConflict((conflict) => conflict.columns(['user_id', 'sha256']).doNothing())
    .execute();
}

/** The type of each of these media files that the user may use. No clean-up can take them before the transaction ends. */
export async function grantedMediaTypes(
  trx: Trx,
  userId: string,
  sha256s: readonly string[],
): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('media_grants')
    .innerJoin('media', 'media.sha256', 'media_grants.sha256')
    .select(['media.sha256', 'media.media_type'])
    .where('media_grants.user_id', '=', userId)
    .where('media.sha256', '=', sql<string>`any(${[...sha256s]}::text[])`)
    .forKeyShare('media')
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.media_type]));
}
