/** A part of the system that cannot be reached, or has no room for another question: the same may well work soon. */
export class PartAwayError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PartAwayError';
  }
}

/** Whether an error is one of these, or comes from one. */
export function isPartAway(error: unknown): boolean {
  return error instanceof PartAwayError || (error instanceof Error && isPartAway(error.cause));
}
