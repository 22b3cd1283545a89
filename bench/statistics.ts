/** The value below which this share of the values lies. Throws a RangeError where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const value = values.toSorted((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ];
  if (value === undefined) throw new RangeError('There are no values');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** To three digits that count. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Rows of texts as a table in Markdown, the first row as its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rest].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
