/** Something that a package has and a story of ours cannot keep as it was. */
export interface PackageLoss {
  readonly code: string;
  readonly message: string;
  /** An entry of the package, and behind `#` a JSON pointer into it (RFC 6901). */
  readonly where: string;
}
