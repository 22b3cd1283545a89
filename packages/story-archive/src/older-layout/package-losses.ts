/** What could not be kept as it was, and is told to whoever reads the package. */
export interface PackageLoss {
  readonly code: string;
  readonly message: string;
  /** An entry of the package, and after `#` a JSON pointer into it (RFC 6901). */
  readonly where: string;
}
