/** The bytes that an option says, such as `2GiB`. Throws where it is no size. */
export function bytesOf(size: string): number {
  const [, count, unit = ''] = /^(\d+)(MiB|GiB)$/.exec(size) ?? [];
  if (count === undefined) throw new Error('--size is a number of MiB or GiB, such as 2GiB');
  return Number(count) * 1024 ** (unit === 'GiB' ? 3 : 2);
}
