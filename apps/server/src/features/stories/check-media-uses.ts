import type { FieldError } from '@taleport/contracts/problem';
import type { StoryCode } from '@taleport/contracts/stories';
import {
  isMediaType,
  type MediaUse,
  mediaKindOf,
  mediaPointer,
  mediaTypes,
  mediaUses,
  type StoryDocument,
} from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import type { Trx } from '../../infrastructure/database/database.ts';
import { grantedMediaTypes } from '../../infrastructure/database/media-rows.ts';

/**
 * Checks that a document names only media that its owner has, each where its kind fits. Media that exists and is
 * somebody else's is as unknown as media that does not exist.
 */
export async function checkMediaUses(
  trx: Trx,
  document: StoryDocument,
  ownerId: string,
): Promise<void> {
  const uses = mediaUses(document);
  const typeOf = await grantedMediaTypes(trx, ownerId, [...new Set(uses.map((use) => use.sha256))]);
  const errors = uses.flatMap((use) => useError(use, typeOf.get(use.sha256)));
  if (errors.length === 0) return;
  throw new HttpProblem<StoryCode>({
    status: 422,
    code: 'media_unknown',
    detail:
      'The story uses media that you have not uploaded, or uses it in a place for another kind of file. Upload it first; "errors" names the places.',
    errors: errors.slice(0, 100),
  });
}

function useError(use: MediaUse, mediaType: string | undefined): FieldError[] {
  const pointer = mediaPointer(use);
  if (mediaType === undefined || !isMediaType(mediaType)) {
    return [{ pointer, detail: 'This media file is not yours, or is not here' }];
  }
  const needed = mediaKindOf(use.role);
  if (mediaTypes[mediaType].kind === needed) return [];
  return [{ pointer, detail: `A file of kind ${needed} belongs here, and this is ${mediaType}` }];
}
