export type PackageRule =
  | 'fixed-entries'
  | 'entry-too-large'
  | 'entry-not-utf-8'
  | 'manifest-not-json'
  | 'manifest-too-new'
  | 'manifest-schema'
  | 'manifest-media-differs'
  | 'manifest-files-differ'
  | 'sha256-differs'
  | 'checksum-list-differs'
  | OlderLayoutRule;

/** Rules for packages of the older layout. */
type OlderLayoutRule =
  | 'older-several-stories'
  | 'older-version'
  | 'older-json'
  | 'older-schema'
  | 'older-ids-differ'
  | 'older-too-large'
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
