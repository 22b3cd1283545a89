import { ApiProblem } from './api-problem.ts';

/** Codes for which there are words in the language of the interface; for others the server has some, in English. */
export const explainedCodes = [
  'already_published',
  'body_too_large',
  'draft_changed',
  'internal_error',
  'language_not_in_story',
  'media_empty',
  'media_unknown',
  'not_found',
  'offline',
  'package_not_zip',
  'storage_full',
  'too_many_jobs',
  'too_many_requests',
  'too_many_uploads',
  'unavailable',
  'upload_too_large',
] as const;

/** The key of the text that says why something did not work; it takes the words of the server as `detail`. */
export function problemText(error: Error): string {
  const code = explainedCodes.find((each) => error instanceof ApiProblem && error.code === each);
  return `problems.${code ?? 'other'}`;
}
