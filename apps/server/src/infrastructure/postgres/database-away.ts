import { DatabaseError } from 'pg';
import { PartAwayError } from '../part-away.ts';
import { reasonOf } from './database-unavailable.ts';

/**
 * SQLSTATE (PostgreSQL, appendix A): the classes of what breaks a connection, what an operator does to the server, and
 * `too_many_connections`.
 */
const awayStates = /^(08|57P|53300)/;

/** The error of asking PostgreSQL, in the port's terms. */
export function asAway(error: unknown): unknown {
  if (!isAway(error)) return error;
  return new PartAwayError(`The database is away: ${reasonOf(error)}`, { cause: error });
}

/** What is no word of PostgreSQL is of the line to it, or of the wait for a connection; a mistake of ours has a class of its own. */
function isAway(error: unknown): boolean {
  if (error instanceof DatabaseError) return awayStates.test(error.code ?? '');
  return error instanceof Error && ['Error', 'AggregateError'].includes(error.name);
}
