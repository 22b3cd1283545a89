import type { UploadedMedia } from '@taleport/contracts/media';
import type { Db } from '../../infrastructure/database/database.ts';

/** Records a media file, once whoever uploads it, and that this user may use it. */
export async function grantMedia(db: Db, userId: string, media: UploadedMedia): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('media')
      .values({
        sha256: media.sha256,
        crc32: media.crc32,
        size_bytes: media.sizeBytes,
        media_type: media.mediaType,
      })
      .onConflict((conflict) => conflict.column('sha256').doNothing())
      .execute();
    await trx
      .insertInto('media_grants')
      .values({ user_id: userId, sha256: media.sha256 })
      .onConflict((conflict) => conflict.columns(['user_id', 'sha256']).doNothing())
      .execute();
  });
}

/** Type and size of a media file that the user may use, or undefined. */
export async function findUsableMedia(db: Db, userId: string, sha256: string) {
  return db
    .selectFrom('media_grants')
    .innerJoin('media', 'media.sha256', 'media_grants.sha256')
    .select(['media.media_type', 'media.size_bytes'])
    .where('media_grants.user_id', '=', userId)
    .where('media.sha256', '=', sha256)
    .executeTakeFirst();
}
