import { sql } from 'kysely';
import type { Db, Trx } from '../database/database.ts';
import { withoutSync } from '../database/without-sync.ts';
import { MessageTooLargeError, maxMessageBytes, PopReceiptError, type Queues } from '../queues.ts';

const maxBatch = 32;

/**
 * Queues in the table `queue_messages` of the same database. No message waits for the disk: it only calls for a look at jobs,
 * which are looked for without it as well.
 */
export function embeddedQueues(db: Db): Queues {
  return {
    /** A queue is a name in a column: there is nothing to make. */
    async ensure() {},

    async send(queue, body) {
      const sizeBytes = Buffer.byteLength(body);
      if (sizeBytes > maxMessageBytes) throw new MessageTooLargeError(sizeBytes);
      await db
        .insertInto('queue_messages')
        .values({ queue, body })
        .returning(withoutSync.as('is_unsynced'))
        .execute();
    },

    async receive(queue, { max, invisibleMs }) {
      // In a subquery of the update, PostgreSQL may look for the next messages more than once and take too many.
      const rows = await db
        .with('next', () => visibleMessages(db, queue, max).select('id').forUpdate().skipLocked())
        .updateTable('queue_messages')
        .set({
          visible_at: sql<Date>`clock_timestamp() + make_interval(secs => ${invisibleMs / 1000})`,
          dequeue_count: sql<number>`dequeue_count + 1`,
          pop_receipt: sql<string>`gen_random_uuid()`,
        })
        .where('id', 'in', (next) => next.selectFrom('next').select('id'))
        .where(withoutSync)
        .returning(['id', 'body', 'position', 'dequeue_count', 'pop_receipt'])
        .execute();
      return rows
        .sort((a, b) => a.position - b.position)
        .map((row) => ({
          id: row.id,
          body: row.body,
          popReceipt: row.pop_receipt ?? '',
          dequeueCount: row.dequeue_count,
        }));
    },

    async delete(queue, { id, popReceipt }) {
      const { numDeletedRows } = await db
        .deleteFrom('queue_messages')
        .where('queue', '=', queue)
        .where('id', '=', id)
        .where(sql<string>`pop_receipt::text`, '=', popReceipt)
        .where(withoutSync)
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw new PopReceiptError(id);
    },

    async peek(queue, max) {
      const rows = await visibleMessages(db, queue, max)
        .select(['id', 'body', 'dequeue_count'])
        .execute();
      return rows.map((row) => ({ id: row.id, body: row.body, dequeueCount: row.dequeue_count }));
    },

    async count(queue) {
      const { count } = await db
        .selectFrom('queue_messages')
        .select(sql<number>`count(*)::integer`.as('count'))
        .where('queue', '=', queue)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

function visibleMessages(db: Db | Trx, queue: string, max: number) {
  return db
    .selectFrom('queue_messages')
    .where('queue', '=', queue)
    .where('visible_at', '<=', sql<Date>`clock_timestamp()`)
    .orderBy('position')
    .limit(Math.min(max, maxBatch));
}
