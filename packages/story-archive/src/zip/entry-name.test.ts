import { describe, expect, it } from 'vitest';
import {
  checkEntryNames,
  EntryNameError,
  entryNameProblem,
  findBadEntryName,
} from './entry-name.ts';

const goodNames = [
  'story.json',
  'media/images/01-cover.jpg',
  'media/audio/02-page.en.mp3',
  'media/audio/02-page.con.mp3',
  'a',
  '.hidden',
  '.nul',
  'con-fusion.txt',
  'console.txt',
  'com10',
  'com0',
  'lpt.txt',
  'nu/l',
  'conin',
  'Ämter/Straße.txt',
  'история/обложка.jpg',
  'ليلى/١.mp3',
  'کتاب\u200cها.txt',
  'क्षमा.txt',
  '物語/表紙.png',
  '🐘.png',
  'a b/c d.txt',
  ' leading space',
  '\u00a0.txt',
  'x'.repeat(255),
  '語'.repeat(85),
];

const badNames = [
  ['', 'name-empty'],
  ['\ud800.txt', 'name-not-well-formed'],
  ['a\udc00', 'name-not-well-formed'],
  ['e\u0301.txt', 'name-not-nfc'],
  ['\u212b.txt', 'name-not-nfc'],
  ['x'.repeat(256), 'name-too-long'],
  [`${'語'.repeat(85)}x`, 'name-too-long'],
  ['a\u0000b', 'name-control-character'],
  ['a\nb', 'name-control-character'],
  ['a\u007f', 'name-control-character'],
  ['a\u0085', 'name-control-character'],
  ['a\u2028b', 'name-control-character'],
  ['a\u2029b', 'name-control-character'],
  ['a\u061cb', 'name-control-character'],
  ['a\u200eb', 'name-control-character'],
  ['a\u200fb', 'name-control-character'],
  ['gpj\u202e.exe', 'name-control-character'],
  ['a\u2066b', 'name-control-character'],
  ['a\u2069b', 'name-control-character'],
  ['a<b', 'name-forbidden-character'],
  ['a>b', 'name-forbidden-character'],
  ['C:/a', 'name-forbidden-character'],
  ['a:stream', 'name-forbidden-character'],
  ['a"b', 'name-forbidden-character'],
  ['a|b', 'name-forbidden-character'],
  ['a?b', 'name-forbidden-character'],
  ['a*b', 'name-forbidden-character'],
  ['a\\b', 'name-forbidden-character'],
  ['..\\a', 'name-forbidden-character'],
  ['/a', 'name-absolute'],
  ['//server/share', 'name-absolute'],
  ['/', 'name-absolute'],
  ['a//b', 'name-empty-part'],
  ['folder/', 'name-empty-part'],
  ['.', 'name-dot-part'],
  ['..', 'name-dot-part'],
  ['../a', 'name-dot-part'],
  ['a/../b', 'name-dot-part'],
  ['./a', 'name-dot-part'],
  ['a/.', 'name-dot-part'],
  ['a.', 'name-ends-in-dot-or-space'],
  ['a /b', 'name-ends-in-dot-or-space'],
  ['.../b', 'name-ends-in-dot-or-space'],
  ['a./b', 'name-ends-in-dot-or-space'],
  [' ', 'name-ends-in-dot-or-space'],
  ['CON', 'name-reserved'],
  ['con/a.mp3', 'name-reserved'],
  ['a/prn', 'name-reserved'],
  ['Aux.txt', 'name-reserved'],
  ['nul.tar.gz', 'name-reserved'],
  ['nul .txt', 'name-reserved'],
  ['com1', 'name-reserved'],
  ['COM9.log', 'name-reserved'],
  ['com\u00b9', 'name-reserved'],
  ['COM\u00b2.txt', 'name-reserved'],
  ['lpt\u00b3', 'name-reserved'],
  ['Lpt1.x', 'name-reserved'],
  ['CONIN$', 'name-reserved'],
  ['a/conout$.txt', 'name-reserved'],
] as const;

const collisions = [
  [['a', 'b', 'a'], 'a', 'name-duplicate'],
  [['a.txt', 'A.TXT'], 'A.TXT', 'name-duplicate'],
  [['É', 'é'], 'é', 'name-duplicate'],
  [['Straße', 'STRASSE'], 'STRASSE', 'name-duplicate'],
  [['stra\u1e9ee', 'strasse'], 'strasse', 'name-duplicate'],
  [['ΟΔΟΣ', 'οδος'], 'οδος', 'name-duplicate'],
  [['οδοσ', 'οδος'], 'οδος', 'name-duplicate'],
  [['ﬁ', 'fi'], 'fi', 'name-duplicate'],
  [['𞤀', '𞤢'], '𞤢', 'name-duplicate'],
  [['media/A', 'MEDIA/a'], 'MEDIA/a', 'name-duplicate'],
  [['a', 'a/b'], 'a/b', 'name-is-also-folder'],
  [['a/b', 'a'], 'a/b', 'name-is-also-folder'],
  [['a', 'a!', 'a-', 'a/b', 'ab'], 'a/b', 'name-is-also-folder'],
  [['a/b/c/d', 'A/B'], 'a/b/c/d', 'name-is-also-folder'],
  [['x/a', 'x/b/c', 'X/A/b/c'], 'X/A/b/c', 'name-is-also-folder'],
] as const;

describe('entryNameProblem', () => {
  it.each(goodNames)('accepts %j', (name) => {
    expect(entryNameProblem(name)).toBeUndefined();
  });

  it.each(badNames)('refuses %j as %s', (name, rule) => {
    expect(entryNameProblem(name)).toBe(rule);
  });
});

describe('findBadEntryName', () => {
  it('accepts names that only look alike', () => {
    const names = [...goodNames, 'media/image', 'a-b', 'a!/b', 'A.b', 'A b/c e.txt', 'b/a', 'c/a'];
    expect(findBadEntryName(names)).toBeUndefined();
  });

  it.each(collisions)('refuses %j', (names, name, rule) => {
    expect(findBadEntryName(names)).toEqual({ name, rule });
  });
});

describe('checkEntryNames', () => {
  it('throws an error that names the entry and the rule', () => {
    const check = () => checkEntryNames(['a', 'b/nul.txt']);
    expect(check).toThrow(EntryNameError);
    expect(check).toThrow(
      expect.objectContaining({ code: 'name-reserved', entryName: 'b/nul.txt' }),
    );
    expect(check).toThrow('The name "b/nul.txt" has a part that Windows reserves for a device.');
  });
});
