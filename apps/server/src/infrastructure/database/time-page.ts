import { type RawBuilder, sql } from 'kysely';

interface TimeOrder {
  /** The columns, with their tables. */
  readonly time: string;
  readonly id: string;
}

/** The cursor of a row in an order by time. Microseconds, since rows of one millisecond are told apart by them. */
export function timeCursorOf({ time, id }: TimeOrder): RawBuilder<string> {
  return sql`(extract(epoch from ${sql.ref(time)}) * 1000000)::bigint || '~' || ${sql.ref(id)}`;
}

/** Whether a row is older than the cursor, so on a later page of an order with the newest first. */
export function isPast(cursor: string, { time, id }: TimeOrder): RawBuilder<boolean> {
  const [microseconds, lastId] = cursor.split('~');
  return sql`(${sql.ref(time)}, ${sql.ref(id)}) <
    ('epoch'::timestamptz + ${microseconds}::bigint * interval '1 microsecond', ${lastId}::uuid)`;
}

/** A page of rows, of which one more than its limit was asked for, and the cursor of the next page if there is one. */
export function cutPage<Row extends { cursor: string }>(
  rows: readonly Row[],
  limit: number,
): { page: Row[]; next: { nextCursor?: string } } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last ? { nextCursor: last.cursor } : {} };
}
