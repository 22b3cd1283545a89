import type { GeneralCode } from '@taleport/contracts/problem';
import type { StoryCode } from '@taleport/contracts/stories';
import { HttpProblem } from '../../http/problem.ts';

/** The entity tag of a draft is its revision. */
export function draftEtag(revision: number): string {
  return `"${revision}"`;
}

/** The revision that a save is based on. Throws the 428 problem (RFC 6585, section 3) when the header is missing. */
export function readRevision(ifMatch: string | undefined): number {
  const [, revision] = /^"(\d{1,9})"$/.exec(ifMatch ?? '') ?? [];
  if (revision !== undefined) return Number(revision);
  throw new HttpProblem<StoryCode | GeneralCode>({
    status: ifMatch === undefined ? 428 : 400,
    code: ifMatch === undefined ? 'if_match_required' : 'bad_request',
    detail:
      'Send the ETag of the draft that you changed in If-Match, so that nobody else’s changes are lost.',
  });
}
