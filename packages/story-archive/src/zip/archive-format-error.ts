import type { EntryNameRule } from './entry-name.ts';

/**
 * A rule of how the records of an archive lie and agree with one another: broken, it is not one
 * archive for all tools.
 */
export type FramingRule =
  | 'end-record-missing'
  | 'bytes-after-end'
  | 'archive-comment'
  | 'several-disks'
  | 'directory-misplaced'
  | 'directory-malformed'
  | 'entry-count-differs'
  | 'zip64-missing'
  | 'zip64-not-needed'
  | 'zip64-malformed'
  | 'zip64-differs'
  | 'extra-malformed'
  | 'number-too-large'
  | 'local-header-missing'
  | 'local-header-differs'
  | 'entry-gap'
  | 'entry-overlap'
  | 'truncated'
  | 'crc32-differs'
  | 'size-differs'
  | 'deflate-malformed'
  | 'descriptor-differs';

/** A rule that only our own profile has (archive-format.md, "ZIP profile"). */
export type ProfileRule =
  | 'made-by'
  | 'version-needed'
  | 'flags'
  | 'method'
  | 'modified-time'
  | 'stored-size-differs'
  | 'extra-field'
  | 'entry-comment'
  | 'attributes';

/** A rule for what tools take for different things, or what no story package has a use for. */
export type ReceivedRule =
  | 'encrypted'
  | 'entry-is-link'
  | 'entry-is-special'
  | 'folder-malformed'
  | 'name-encoding-unknown'
  | 'name-in-extra-differs';

export type LimitRule =
  | 'too-many-entries'
  | 'directory-too-large'
  | 'file-too-large'
  | 'archive-too-large'
  | 'ratio-too-large';

export type ArchiveRule = FramingRule | ProfileRule | ReceivedRule | LimitRule | EntryNameRule;

/**
 * Thrown for bytes that are not an archive as we read it: which rule is broken, by which entry if
 * by one.
 */
export class ArchiveFormatError extends Error {
  override readonly name = 'ArchiveFormatError';
  readonly rule: ArchiveRule;
  readonly entry: string | undefined;

  constructor(refusal: {
    readonly rule: ArchiveRule;
    readonly message: string;
    readonly entry?: string | undefined;
  }) {
    super(refusal.message);
    this.rule = refusal.rule;
    this.entry = refusal.entry;
  }
}
