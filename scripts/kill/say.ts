export type Say = (line: string) => void;

/** Says each line with the seconds since now before it. */
export function tellTime(say: Say): Say {
  const begunAt = performance.now();
  return (line) =>
    say(`${((performance.now() - begunAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);
}

/** One of each kind of error that the servers have logged: nothing that is tried fails, so each deserves a look. */
export function sayErrors(lines: readonly string[], say: Say): void {
  const errors = new Map(lines.map((line) => [JSON.parse(line).msg, line]));
  for (const [message, line] of errors)
    say(`logged as an error: ${message}: ${line.slice(0, 600)}`);
}
