const maxLength = 60;

/** A part of an address made of the letters and digits of a title that ASCII has, or `story` where it has none. */
export function slugFromTitle(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.join('-').slice(0, maxLength).replace(/-$/, '') || 'story';
}
