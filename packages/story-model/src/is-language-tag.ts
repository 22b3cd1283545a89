const language = '([a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4,8})';
const scriptAndRegion = '(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?';
const variants = '(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*';
const extensions = '(-[0-9a-wyz](-[a-z0-9]{2,8})+)*';
const privateUse = 'x(-[a-z0-9]{1,8})+';
const wellFormedTag = new RegExp(
  `^(${language}${scriptAndRegion}${variants}${extensions}(-${privateUse})?|${privateUse})$`,
  'i',
);

/**
 * Whether a tag is a well-formed `langtag` or `privateuse` (RFC 5646, section 2.1) of at most 35 characters
 * (section 4.4.1). Well-formed is enough: languages without a registered subtag have stories too.
 *
 * The first subtag has to be lower case. That is its usual form (section 2.1.1), and it keeps names such as
 * `toString`, which JavaScript finds on every object, from being languages.
 */
export function isLanguageTag(tag: string): boolean {
  return tag.length <= 35 && wellFormedTag.test(tag) && /^[a-z]+(-|$)/.test(tag);
}
