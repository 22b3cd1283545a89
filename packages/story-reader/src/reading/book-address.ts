interface BookPlace {
  readonly language?: string | undefined;
  readonly tile?: string | undefined;
}

/** Where the fragment of an address leads, such as `#hu` or `#hu.street`: in the plain story to the same text. */
export function placeInAddress(hash: string): BookPlace {
  const [language, tile] = hash.slice(1).split('.');
  const isLanguage = /^[A-Za-z0-9-]+$/.test(language ?? '');
  return isLanguage ? { language, tile } : {};
}

/** The fragment for a place; without a tile, for the cover. */
export function addressOfPlace({ language = '', tile }: BookPlace): string {
  return tile === undefined ? `#${language}` : `#${language}.${tile}`;
}
