/** The rule of archive-format.md ("ZIP profile", names) that a name breaks. */
export type EntryNameRule =
  | 'name-empty'
  | 'name-not-well-formed'
  | 'name-not-nfc'
  | 'name-too-long'
  | 'name-control-character'
  | 'name-forbidden-character'
  | 'name-absolute'
  | 'name-empty-part'
  | 'name-dot-part'
  | 'name-ends-in-dot-or-space'
  | 'name-reserved'
  | 'name-duplicate'
  | 'name-is-also-folder';

export interface BadEntryName {
  readonly name: string;
  readonly rule: EntryNameRule;
}

/** Thrown for a name that a package cannot have. `code` is the rule that it breaks. */
export class EntryNameError extends Error {
  override readonly name = 'EntryNameError';
  readonly code: EntryNameRule;
  readonly entryName: string;

  constructor(bad: BadEntryName) {
    super(describeBadName(bad));
    this.code = bad.rule;
    this.entryName = bad.name;
  }
}

/** Throws an `EntryNameError` if a name breaks a rule, alone or together with another one. */
export function checkEntryNames(names: readonly string[]): void {
  const bad = findBadEntryName(names);
  if (bad) throw new EntryNameError(bad);
}

/** The first name that breaks a rule, or a name that collides with another one, or `undefined`. */
export function findBadEntryName(names: readonly string[]): BadEntryName | undefined {
  for (const name of names) {
    const rule = entryNameProblem(name);
    if (rule) return { name, rule };
  }
  return findNameCollision(names);
}

/** The rule that a name breaks on its own, or `undefined` for a good name. */
export function entryNameProblem(name: string): EntryNameRule | undefined {
  if (name === '') return 'name-empty';
  if (!name.isWellFormed()) return 'name-not-well-formed';
  if (name.normalize('NFC') !== name) return 'name-not-nfc';
  if (Buffer.byteLength(name) > maxNameBytes) return 'name-too-long';
  if (controlCharacter.test(name)) return 'name-control-character';
  if (forbiddenCharacter.test(name)) return 'name-forbidden-character';
  if (name.startsWith('/')) return 'name-absolute';
  if (name.endsWith('/') || name.includes('//')) return 'name-empty-part';
  if (dotPart.test(name)) return 'name-dot-part';
  if (partEndsInDotOrSpace.test(name)) return 'name-ends-in-dot-or-space';
  return reservedPart.test(name) ? 'name-reserved' : undefined;
}

/** The sentence for people that goes with a rule. */
export function describeBadName({ name, rule }: BadEntryName): string {
  return `The name ${JSON.stringify(name)} ${ruleTexts[rule]}.`;
}

const maxNameBytes = 255;

// Line and paragraph separators are not category Cc, but end a line just the same, for instance in
// manifest-sha256.txt.
const controlCharacter = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const forbiddenCharacter = /[<>:"|?*\\]/;

const dotPart = /(?:^|\/)\.\.?(?:\/|$)/;
const partEndsInDotOrSpace = /[. ](?:\/|$)/;

// "Naming Files, Paths, and Namespaces" of Microsoft: superscript digits count as digits, and an
// extension changes nothing. Spaces before the extension are ignored too: "nul .txt" is the device.
const reservedPart =
  /(?:^|\/)(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[1-9¹²³]) *(?:\.[^/]*)?(?:\/|$)/i;

const ruleTexts: Readonly<Record<EntryNameRule, string>> = {
  'name-empty': 'is empty',
  'name-not-well-formed': 'has half of a surrogate pair or bytes that are not UTF-8',
  'name-not-nfc': 'is not in Unicode normalization form C',
  'name-too-long': `is longer than ${maxNameBytes} bytes in UTF-8`,
  'name-control-character': 'has a control or bidirectional character',
  'name-forbidden-character': 'has one of the characters < > : " | ? * \\',
  'name-absolute': 'is not relative',
  'name-empty-part': 'has an empty part',
  'name-dot-part': 'has the part "." or ".."',
  'name-ends-in-dot-or-space': 'has a part that ends in a dot or a space',
  'name-reserved': 'has a part that Windows reserves for a device',
  'name-duplicate': 'is there twice, perhaps in other letter case',
  'name-is-also-folder': 'is both a file and a folder',
};

/**
 * Sorted by a key in which the separator is the least character, names that collide are neighbours:
 * nothing but names in the folder "a" can lie between "a" and "a/b". The cost depends on the number
 * of names and not on how deep a hostile package makes them.
 */
export function findNameCollision(names: readonly string[]): BadEntryName | undefined {
  const keys = names.map((name) => ({ name, key: foldCase(name).replaceAll('/', '\u0000') }));
  keys.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  let previous: string | undefined;
  for (const { name, key } of keys) {
    if (key === previous) return { name, rule: 'name-duplicate' };
    if (key.startsWith(`${previous}\u0000`)) return { name, rule: 'name-is-also-folder' };
    previous = key;
  }
  return undefined;
}

/**
 * Equal for names that are equal after full case folding (Unicode, section 3.13, D145). JavaScript
 * has no case folding; lower case and then upper case joins at least the same letters: the sharp s
 * with "ss", and the three forms of sigma.
 */
function foldCase(name: string): string {
  return name.toLowerCase().toUpperCase().normalize('NFC');
}
