/** The servers as their authors know them. */
export interface Site {
  /** Where requests are answered now, or soon again. */
  url(): Promise<string>;
  /** Set when the authors are to put down their work. */
  isOver: boolean;
  /** While it is so, an answer of 500 or above is no broken promise, and says no more than a connection that broke. */
  readonly isTroubled: boolean;
}
