import { expect, test } from 'vitest';
import { readRepository } from './tidy/repository-files.ts';
import { rules } from './tidy/rules.ts';

const files = readRepository(import.meta.dirname);

test.each(rules)('$name', (rule) => {
  const findings = rule.find(files).map(({ path, line, message }) => `${path}:${line} ${message}`);
  expect(findings).toEqual([]);
});
