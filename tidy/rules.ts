import { codeRules } from './code-rules.ts';
import { documentRules } from './document-rules.ts';
import { importRules } from './import-rules.ts';
import { nameRules } from './name-rules.ts';
import type { Rule } from './repository-files.ts';
import { sizeRules } from './size-rules.ts';
import { textRules } from './text-rules.ts';

/** Every rule of the house that a reader of the files can check; knip finds what is unused. */
export const rules: Rule[] = [
  ...sizeRules,
  ...importRules,
  ...codeRules,
  ...textRules,
  ...nameRules,
  ...documentRules,
];
