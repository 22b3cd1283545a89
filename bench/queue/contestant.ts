import { setTimeout as wait } from 'node:timers/promises';
import { contestants } from './contestants.ts';

/** A process of its own that runs jobs of one contestant, and prints what it took: from the first request to the last end. */
const [name = '', url = '', ...numbers] = process.argv.slice(2);
const [jobs = 0, concurrency = 0] = numbers.map(Number);
const start = contestants[name];
if (!start) throw new Error(`There is no contestant ${name}`);
const queue = await start(url, concurrency);
await runAll(queue, Math.ceil(jobs / 10));
const startedAt = performance.now();
await runAll(queue, jobs);
const ms = performance.now() - startedAt;
await queue.close();
console.log(JSON.stringify({ ms }));
process.exit(0);

/** Adds jobs, as many at a time as are run at a time, and waits until all are done. */
async function runAll({ add, countDone }: typeof queue, count: number): Promise<void> {
  const before = await countDone();
  let left = count;
  const addSome = async () => {
    while (left > 0) {
      left -= 1;
      await add();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, addSome));
  while ((await countDone()) < before + count) await wait(20);
}
