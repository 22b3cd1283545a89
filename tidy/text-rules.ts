import type { Rule } from './repository-files.ts';
import { findPattern } from './repository-files.ts';

const CODE = /\.([cm]?[jt]s|json|html|css|scss|sql|sh)$/;
const PROSE_OR_CODE = /\.([cm]?[jt]s|html|css|scss|sql|sh|md|yml)$/;
const LOCK_FILE = /(^|\/)package-lock\.json$/;
/** These name what is forbidden in order to forbid it. */
const RULES_THEMSELVES = ['tidy/text-rules.ts', 'tidy/tidy-rules.test.ts'];

export const textRules: Rule[] = [
  textRule({
    name: 'no note to self is left behind',
    in: PROSE_OR_CODE,
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/g,
  }),
  textRule({
    name: 'no check is switched off in a comment',
    in: CODE,
    pattern: /@ts-(ignore|nocheck)\b|\bbiome-ignore\b|\beslint-disable\b/g,
  }),
  textRule({
    name: 'no path of one machine',
    in: /./,
    // A path, not a part of one: `./home/page` and `docs/work/` belong to the repository.
    pattern:
      /(?<![\w.~$}*-])\/(work|root|home\/[a-z][\w-]*|Users\/\w+)\/[\w.-]*|\b[A-Z]:\\Users\\/g,
  }),
  textRule({
    name: 'no address of a package registry',
    in: /./,
    pattern:
      /https?:\/\/[\w.-]*(registry|artifactory|jfrog|npm\.pkg|pypi|verdaccio)|^(@\S+:)?registry\s*=.*/gim,
  }),
  textRule({
    name: 'a lock file holds no download address',
    in: LOCK_FILE,
    pattern: /"resolved": "(https?|git)\b.*/g,
  }),
];

function textRule(rule: { name: string; in: RegExp; pattern: RegExp }): Rule {
  return {
    name: rule.name,
    find: (files) =>
      files
        .filter((file) => rule.in.test(file.path) && !RULES_THEMSELVES.includes(file.path))
        .flatMap((file) => findPattern(file, rule.pattern, (match) => `contains ${match}`)),
  };
}
