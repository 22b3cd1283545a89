import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFolder, hasCorpus, judgeCorpus } from '../../test/zip-corpus.ts';

const table = join(import.meta.dirname, '../../../../docs/zip-corpus.md');
if (!hasCorpus) console.warn(`NOT CHECKED: there is no corpus of ZIP files in ${corpusFolder}`);

const verdicts = hasCorpus ? await judgeCorpus() : [];
const lines = (await readFile(table, 'utf8')).split('\n');
const rows = lines.flatMap((line) => {
  const [, file = '', tools = '', verdict = ''] = /^\| `(.+)` \| (.+) \| (.+) \|$/.exec(line) ?? [];
  return file === '' ? [] : [{ file, tools, verdict }];
});

describe.runIf(hasCorpus)('the corpus of ZIP files', () => {
  it('has good files, which are read, and bad ones, which are refused', () => {
    expect(verdicts).toHaveLength(81);
    for (const { file, label, rule } of verdicts) {
      if (label !== 'iffy') expect(rule === undefined, file).toBe(label === 'accept');
    }
  });

  it('is judged as the table says, where an iffy file is read only if all tools see the same', () => {
    expect(rows.map(({ file, verdict }) => [file, verdict])).toEqual(
      verdicts.map(({ file, rule }) => [
        file,
        rule === undefined ? 'read' : `refused: \`${rule}\``,
      ]),
    );
    const readIffy = rows.filter(
      ({ file, verdict }) => file.startsWith('iffy/') && verdict === 'read',
    );
    expect(readIffy.length).toBeGreaterThan(0);
    expect(readIffy.map(({ tools }) => tools)).toEqual(readIffy.map(() => 'the same'));
  });
});
