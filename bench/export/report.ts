import { markdownTable, median, rounded } from '../statistics.ts';
import type { Finished } from './run-contestant.ts';

interface Report {
  readonly sizeBytes: number;
  readonly files: number;
  readonly runs: readonly Finished[];
}

/** Prints the medians of all contestants, and all that was measured as a line of JSON. */
export function printReport({ sizeBytes, files, runs }: Report): void {
  const summaries = Object.values(
    Object.groupBy(runs, ({ name, isSynced }) => `${name} ${isSynced}`),
  )
    .flatMap((own) => (own ? [summaryOf(own)] : []))
    .toSorted((one, other) => Number(other.isSynced) - Number(one.isSynced));
  console.log(`${files} media files, ${sizeBytes} bytes, ${runs.length} runs\n`);
  console.log(
    markdownTable([
      ['way', 'synced', 'MB/s', 'slowest to fastest', '× cat', 'seconds', 'peak MB', 'grown MB'],
      ...summaries.map((each) => [
        each.name,
        each.isSynced ? 'yes' : 'no',
        `${each.mbps}`,
        `${each.mbpsMin} to ${each.mbpsMax}`,
        timesCat(each, summaries),
        `${each.seconds}`,
        each.peakMib === undefined ? '–' : `${Math.round(each.peakMib * mibInMb)}`,
        each.grownMib === undefined ? '–' : `${Math.round(each.grownMib * mibInMb)}`,
      ]),
    ]),
  );
  console.log(`\n${JSON.stringify({ sizeBytes, files, summaries })}`);
}

const mibInMb = 1.048576;

type Summary = ReturnType<typeof summaryOf>;

function summaryOf(runs: readonly Finished[]) {
  const [first] = runs;
  const rates = runs.map(({ sizeBytes, ms }) => sizeBytes / ms / 1000);
  return {
    name: first?.name ?? '',
    isSynced: first?.isSynced ?? false,
    mbps: Math.round(median(rates)),
    mbpsMin: Math.round(Math.min(...rates)),
    mbpsMax: Math.round(Math.max(...rates)),
    seconds: rounded(median(runs.map(({ ms }) => ms)) / 1000),
    peakMib: largest(runs.map((run) => run.peakMib)),
    grownMib: largest(runs.map((run) => run.grownMib)),
  };
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value));
  return known.length === 0 ? undefined : rounded(Math.max(...(known as number[])));
}

function timesCat(own: Summary, all: readonly Summary[]): string {
  const cat = all.find(({ name, isSynced }) => name === 'cat' && isSynced === own.isSynced);
  return cat ? (own.mbps / cat.mbps).toFixed(2) : '–';
}
