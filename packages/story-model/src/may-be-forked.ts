/** Who may make an own version of a story: as its licence says, or as its author has decided. */
export type Forking = 'by-licence' | 'allowed' | 'not-allowed';

/** Whether readers may make an own version of a story. Its author may in any case. */
export function mayBeForked(license: string, forking: Forking): boolean {
  return forking === 'by-licence' ? allowsChanges(license) : forking === 'allowed';
}

/**
 * Whether a licence is one of those that let everybody change a work and pass it on: the public domain, and the licences of
 * Creative Commons without ND, by their short names, full names and addresses. What says anything else allows nothing.
 */
function allowsChanges(license: string): boolean {
  const addresses = license.match(anyAddress) ?? [];
  const words = wordsOf(license.replace(anyAddress, ' ')).join(' ');
  if (words === '' && addresses.length === 0) return false;
  return (words === '' || knownNames.test(words)) && addresses.every(isKnownAddress);
}

const anyAddress = /https?:\/\/\S+/gi;

/** https://creativecommons.org/licenses/by-sa/4.0/deed.ro, https://creativecommons.org/publicdomain/zero/1.0/ */
function isKnownAddress(address: string): boolean {
  return /^https?:\/\/(www\.)?creativecommons\.org\/(licenses\/by(-nc)?(-sa)?|publicdomain\/(zero|mark))\//i.test(
    address,
  );
}

/** Lower-case letters and digits, with nothing between them but single spaces. */
function wordsOf(license: string): string[] {
  return license
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const commons = '(?:(?:cc|creative commons) by|(?:creative commons )?attribution)';
const conditions = '(?: (?:nc|non ?commercial|sa|share ?alike))*';
const publicDomain =
  '(?:cc0|cc (?:0|zero)|creative commons zero|(?:the )?public domain(?: (?:mark|dedication))?)';
/** Numbers of versions, and where a version is from; no word that a name begins with, so that there is one way to read it. */
const version =
  '(?:v?\\d+|international|unported|generic|universal|igo|deed|public(?! domain)|licen[cs]e|(?!cc\\b|by\\b|nd\\b)[a-z]{2}(?= |$))';
const name = `(?:${commons}${conditions}|${publicDomain})(?: ${version})*`;
const knownNames = new RegExp(`^(?:licen[cs]ed? )?(?:under )?(?:the )?${name}(?: ${name})*$`);
