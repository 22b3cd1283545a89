import type { ExportInput } from '@taleport/contracts/story-export';

/** What a package is to be made of. */
export interface ExportChoice {
  readonly storyId: string;
  /** A published version, or the draft as it is now. */
  readonly version: number | 'draft';
  readonly include: ExportInput['include'];
  /** Left out: all that the story has. */
  readonly languages: readonly string[] | undefined;
  readonly onMissing: ExportInput['onMissing'];
}

/** The choice as the query of an estimate. */
export function estimateQuery({ version, include, languages }: ExportChoice) {
  return {
    ...(version === 'draft' ? { draft: true } : { version }),
    ...include,
    ...(languages && { languages: languages.join(',') }),
  };
}

/** The choice as the body of a request. */
export function exportBody({ version, include, languages, onMissing }: ExportChoice) {
  return {
    include,
    onMissing,
    ...(languages && { languages }),
    ...(version !== 'draft' && { version }),
  };
}
