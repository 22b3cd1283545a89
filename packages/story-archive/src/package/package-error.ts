export type PackageRule =
  | 'fixed-entries'
  | 'entry-too-large'
  | 'entry-not-utf-8'
  | 'manifest-not-json'
  | 'manifest-too-deep'
  | 'manifest-too-many-values'
  | 'manifest-key-twice'
  | 'manifest-too-new'
  | 'manifest-schema'
  | 'manifest-media-differs'
  | 'manifest-files-differ'
  | 'story-too-large'
  | 'sha256-differs'
  | 'media-type-differs'
  | 'checksum-list-differs'
  | OlderLayoutRule;

/** Rules that only packages of the older layout can break. */
type OlderLayoutRule =
  | 'older-several-stories'
  | 'older-version'
  | 'older-ids-differ'
  | 'older-no-language';

/** A good ZIP file that is not a good story package: which rule is broken, and by which entry if by one. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly rule: PackageRule;
  readonly entry: string | undefined;

  constructor(refusal: {
    readonly rule: PackageRule;
    readonly message: string;
    readonly entry?: string | undefined;
  }) {
    super(refusal.message);
    this.rule = refusal.rule;
    this.entry = refusal.entry;
  }
}
