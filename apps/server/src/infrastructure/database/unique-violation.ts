/** Whether a statement failed because a row with the same key is there: SQLSTATE 23505, `unique_violation`. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
