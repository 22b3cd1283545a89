import { createHash } from 'node:crypto';

const legalId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * Ids of tiles and their parts that a story can have, each given once. What is legal and free stays as it is; another
 * one keeps its legal characters and gets a part of its SHA-256, so that the same id becomes the same in every package.
 */
export class PartIds {
  readonly #taken = new Set<string>();
  /** How many copies of a made id there are: a hostile package has the same one ten thousand times. */
  readonly #copies = new Map<string, number>();

  /** An id for each of the wanted ones. Those that can stay as they are come first, whatever the order. */
  giveAll(wanted: readonly string[]): string[] {
    const kept = wanted.map((id) => this.#keep(id));
    return kept.map((id, index) => id ?? this.#make(wanted[index] ?? ''));
  }

  #keep(id: string): string | undefined {
    if (!legalId.test(id) || this.#taken.has(id)) return undefined;
    this.#taken.add(id);
    return id;
  }

  #make(wanted: string): string {
    const legal = wanted.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[-_]+|-+$/g, '');
    const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 8);
    const stem = `${legal.slice(0, 40) || 'part'}-${hash}`;
    for (let copy = (this.#copies.get(stem) ?? 0) + 1; ; copy += 1) {
      this.#copies.set(stem, copy);
      const id = this.#keep(copy === 1 ? stem : `${stem}-${copy}`);
      if (id !== undefined) return id;
    }
  }
}

/**
 * Keys by which lists in several languages are joined: the ids, and where one comes again, which time it is. An
 * exporter gives each id once; a package that does not loses nothing by it.
 */
export function occurrenceKeys(ids: readonly string[]): string[] {
  const times = new Map<string, number>();
  return ids.map((id) => {
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    return `${time} ${id}`;
  });
}
