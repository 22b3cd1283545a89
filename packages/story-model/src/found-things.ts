/** What a story lacks to be published (an error), or what its readers will miss (a warning). */
export interface StoryFinding {
  readonly severity: 'error' | 'warning';
  readonly code: StoryFindingCode;
  /** Where in the document, as a JSON pointer (RFC 6901). */
  readonly where: string;
  readonly tileId?: string;
  /** Counts from 1, as readers do. */
  readonly tileNumber?: number;
  readonly language?: string;
}

export type StoryFindingCode =
  | 'alt_missing'
  | 'answer_text_missing'
  | 'credits_missing'
  | 'dead_end'
  | 'dead_jump'
  | 'narration_missing'
  | 'no_tiles'
  | 'option_text_missing'
  | 'options_missing'
  | 'question_missing'
  | 'right_answer_missing'
  | 'summary_missing'
  | 'text_missing'
  | 'title_missing'
  | 'translation_outdated'
  | 'unreachable_tile'
  | 'video_missing';

export type Finding = Pick<StoryFinding, 'severity' | 'code' | 'where'>;
type Values = Readonly<Record<string, string>>;
type Place = Pick<StoryFinding, 'tileId' | 'tileNumber'>;

interface Sorted {
  readonly findings: StoryFinding[];
  count: number;
}

/**
 * Keeps the first findings of each severity and counts the others: a small story of many languages lacks millions of
 * texts, and nobody reads them all.
 */
export class FoundThings {
  readonly error: Sorted = { findings: [], count: 0 };
  readonly warning: Sorted = { findings: [], count: 0 };
  readonly #languages: ReadonlySet<string>;
  readonly #max: number;
  #place: Place = {};
  /** The languages in which nothing is missing here; left out, all. */
  #readyHere: ReadonlySet<string> | undefined;
  #readyInAll = 0;
  readonly #ready = new Map<string, number>();

  constructor(languages: readonly string[], max: number) {
    this.#languages = new Set(languages);
    this.#max = max;
  }

  /** What is found from here on stands there. */
  enter(place: Place): void {
    this.#leave();
    this.#place = place;
  }

  /** How many tiles, of those before the place that was entered last, lack nothing in a language. */
  tilesReady(language: string): number {
    return this.#readyInAll + (this.#ready.get(language) ?? 0);
  }

  add(finding: Finding): void {
    const sorted = this[finding.severity];
    sorted.count += 1;
    this.#keep(sorted, finding);
  }

  addIn(language: string, { where, ...finding }: Finding): void {
    const sorted = this[finding.severity];
    sorted.count += 1;
    this.#keep(sorted, { ...finding, where: `${where}/${language}`, language });
  }

  /** A finding for each of these languages, or of all of the story, that a value is missing in. */
  addMissing(
    values: Values,
    { where, ...finding }: Finding,
    languages: ReadonlySet<string> = this.#languages,
  ): void {
    const written = [...this.languagesOf(values)];
    const there = new Set(written.filter((language) => languages.has(language)));
    if (finding.severity === 'error') this.#narrow(there);
    const sorted = this[finding.severity];
    sorted.count += languages.size - there.size;
    for (const language of languages) {
      if (sorted.findings.length >= this.#max) return;
      if (there.has(language)) continue;
      this.#keep(sorted, { ...finding, where: `${where}/${language}`, language });
    }
  }

  /** The languages of the story that there is a value in. */
  languagesOf(values: Values): ReadonlySet<string> {
    const written = Object.keys(values).filter((language) => values[language]?.trim() !== '');
    return new Set(written.filter((language) => this.#languages.has(language)));
  }

  #narrow(there: ReadonlySet<string>): void {
    const before = this.#readyHere ?? there;
    this.#readyHere = new Set([...before].filter((language) => there.has(language)));
  }

  #leave(): void {
    if (this.#place.tileId !== undefined) {
      if (!this.#readyHere) this.#readyInAll += 1;
      for (const language of this.#readyHere ?? []) {
        this.#ready.set(language, (this.#ready.get(language) ?? 0) + 1);
      }
    }
    this.#readyHere = undefined;
  }

  #keep({ findings }: Sorted, finding: StoryFinding): void {
    if (findings.length < this.#max) findings.push({ ...finding, ...this.#place });
  }
}
