import type { GeneralCode } from '@taleport/contracts/problem';
import type { StoryCode } from '@taleport/contracts/stories';
import { HttpProblem } from './problem.ts';

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

/** For a save that is based on another revision than the latest one. */
export function draftChanged(revision: number): HttpProblem<StoryCode> {
  return new HttpProblem<StoryCode>({
    status: 412,
    code: 'draft_changed',
    detail: `The draft was changed since you read it: it is at revision ${revision} now. Read it, bring the changes together, and save again.`,
  });
}
