import type { MediaKind, MediaRole } from '@taleport/story-model';
import { mediaKindOf } from '@taleport/story-model';
import type { LossList } from './loss-list.ts';

/** What each media entry holds by its content; undefined for what a story cannot hold. */
export type MediaKinds = ReadonlyMap<string, MediaKind | undefined>;

interface Wanted {
  readonly role: MediaRole;
  /** A bare file name. */
  readonly file: string;
  /** The folder of the language, for narration and video. */
  readonly language?: string;
  /** Where the package names the file. */
  readonly where: string;
}

const folders = { image: 'images', audio: 'audio', video: 'video' } as const satisfies Record<
  MediaKind,
  string
>;

/**
 * Finds the entries that the package means by bare file names. A draft has them in `media/images/cover/`,
 * `media/images/tiles/` and `media/{audio|video}/{language}/`; a published story below `media/{kind}/` in longer
 * paths of its storage, where the language is one of the folders.
 */
export class OlderMedia {
  readonly #kinds: MediaKinds;
  readonly #languages: ReadonlySet<string>;
  readonly #losses: LossList;
  readonly #byName: ReadonlyMap<string, string[]>;
  readonly #used = new Set<string>();

  constructor(kinds: MediaKinds, { languages, losses }: { languages: string[]; losses: LossList }) {
    this.#kinds = kinds;
    this.#languages = new Set(languages.map((language) => language.toLowerCase()));
    this.#losses = losses;
    this.#byName = Map.groupBy(kinds.keys(), (path) => fileName(path).toLowerCase());
  }

  /** The entry that is meant, or undefined, with a loss that says why, where none can be used. */
  find(wanted: Wanted): string | undefined {
    if (wanted.file.trim() === '') return undefined;
    const [best] = this.#candidates(wanted);
    const kind = best === undefined ? undefined : this.#kinds.get(best);
    const role = roleNames[wanted.role];
    const file = JSON.stringify(wanted.file);
    if (best === undefined) {
      this.#lose('media-missing', wanted, `${file}, ${role}, is not in the package.`);
    } else if (kind === undefined) {
      this.#lose(
        'media-not-kept',
        wanted,
        `${file}, ${role}, is of no kind that a story can hold.`,
      );
      this.#used.add(best);
    } else if (kind !== mediaKindOf(wanted.role)) {
      this.#lose('media-not-kept', wanted, `${file}, ${role}, holds ${kindNames[kind]}.`);
      this.#used.add(best);
    } else {
      this.#used.add(best);
      return best;
    }
    return undefined;
  }

  /** Adds a loss for each entry that nothing has asked for. */
  listUnused(): void {
    for (const path of this.#kinds.keys()) {
      if (this.#used.has(path)) continue;
      const message = `No part of the story names ${JSON.stringify(path)}; it is left out.`;
      this.#losses.add({ code: 'media-unused', message, where: path });
    }
  }

  #lose(code: string, { where }: Wanted, message: string): void {
    this.#losses.add({ code, message, where });
  }

  /** The entries of this name that can be meant, the likeliest first, and those that are as likely in the order of the archive. */
  #candidates(wanted: Wanted): string[] {
    const name = fileName(wanted.file.replaceAll('\\', '/'));
    const ranked = (this.#byName.get(name.toLowerCase()) ?? []).flatMap((path) => {
      const rank = this.#rank(path, wanted);
      return rank === undefined ? [] : [{ path, rank: rank + (fileName(path) === name ? 0 : 0.5) }];
    });
    return ranked.sort((a, b) => a.rank - b.rank).map(({ path }) => path);
  }

  #rank(path: string, { role, language }: Wanted): number | undefined {
    const [, first = '', ...parts] = path.toLowerCase().split('/');
    const inside = parts.slice(0, -1);
    const ofKind = first === folders[mediaKindOf(role)] ? 0 : 8;
    if (language === undefined) {
      const usual = role === 'cover' ? 'cover' : 'tiles';
      return ofKind + (inside.length === 1 && inside[0] === usual ? 0 : 1);
    }
    if (inside.includes(language.toLowerCase())) return ofKind + (inside.length === 1 ? 0 : 1);
    const isOfAnother = inside.some((part) => this.#languages.has(part));
    return isOfAnother ? undefined : ofKind + 2;
  }
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const roleNames = {
  cover: 'the cover',
  'title-narration': 'the narration of the title',
  picture: 'a picture',
  narration: 'a narration',
  video: 'a video',
} as const satisfies Record<MediaRole, string>;

const kindNames = { image: 'a picture', audio: 'sound', video: 'a video' } as const;
