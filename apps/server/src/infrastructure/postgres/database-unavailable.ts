/** A PostgreSQL that cannot be reached, or that does not let Taleport in. */
export class DatabaseUnavailableError extends Error {
  constructor(cause: unknown) {
    super(
      `The database of DATABASE_URL cannot be used: ${reasonOf(cause)}. Check its address, user, password and sslmode.`,
      { cause },
    );
    this.name = 'DatabaseUnavailableError';
  }
}

/** What went wrong, without the password: a host with several addresses fails with one error for each. */
export function reasonOf(cause: unknown): string {
  const errors = cause instanceof AggregateError ? cause.errors : [cause];
  return errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ');
}
