import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allSeeTheSame, filesByTool } from '../packages/story-archive/test/tool-contents.ts';
import {
  type CorpusVerdict,
  corpusFolder,
  judgeCorpus,
} from '../packages/story-archive/test/zip-corpus.ts';

const intro = `# How hostile archives are read

A corpus of ZIP files that are known to be read differently by different programs, or to be made for an attack: 79 labelled
files of fastzip and malo (CC0 or BSD-2), and two archives whose names lead out of their folder (\`zip-slip\`). The labels
say which a reader should accept, which it should reject, which are malicious, and which are questionable (\`iffy\`).
Tools are unzip, 7zz, bsdtar (from a file and from a pipe), Python's zipfile, and ZipFile and ZipInputStream of Java:
"the same" means that all of them read the archive without an error, and find the same files with the same content.

Of the questionable files, Taleport reads those that all tools see in the same way, and not even all of these. The rules
are those that \`taleport-archive inspect FILE\` names. This page is made by \`npm run corpus\`, and
[a test](../packages/story-archive/src/zip/zip-corpus.test.ts) holds the reader against it.
`;

/** Judges each file of the corpus by our reader and by the tools, and writes docs/zip-corpus.md. */
async function main(): Promise<void> {
  const verdicts = await judgeCorpus();
  const rows: string[] = [];
  for (const verdict of verdicts) rows.push(await rowOf(verdict));
  const refused = verdicts.filter(({ rule }) => rule !== undefined).length;
  const sums = `${verdicts.length - refused} files are read, and ${refused} are refused.`;
  const head = '| file | tools see | Taleport |\n|---|---|---|';
  const path = join(import.meta.dirname, '../docs/zip-corpus.md');
  await writeFile(path, `${intro}\n${sums}\n\n${head}\n${rows.join('\n')}\n`);
}

async function rowOf({ file, rule }: CorpusVerdict): Promise<string> {
  const seen = await filesByTool(join(corpusFolder, file));
  const tools = allSeeTheSame(seen) ? 'the same' : 'not the same';
  return `| \`${file}\` | ${tools} | ${rule === undefined ? 'read' : `refused: \`${rule}\``} |`;
}

await main();
