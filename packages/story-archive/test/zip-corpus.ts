import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveFormatError } from '../src/zip/archive-format-error.ts';
import { openFileSource } from '../src/zip/file-source.ts';
import { inspectArchive } from '../src/zip/inspect-archive.ts';

/** 79 labelled ZIP files of fastzip and malo, and two path-traversal archives; beside the repository, and not a part of it. */
export const corpusFolder = join(import.meta.dirname, '../../../../shared/zip-corpus');
export const hasCorpus = existsSync(corpusFolder);

/** In the order of the table in docs/zip-corpus.md. */
const labels = ['accept', 'iffy', 'malicious', 'reject', 'zip-slip'] as const;

export interface CorpusVerdict {
  /** Relative to the folder of the corpus. */
  readonly file: string;
  readonly label: (typeof labels)[number];
  /** The rule by which our reader refuses it; undefined for one that it reads. */
  readonly rule?: string;
}

/** How our reader judges each file of the corpus. */
export async function judgeCorpus(): Promise<CorpusVerdict[]> {
  const verdicts: CorpusVerdict[] = [];
  for (const label of labels) {
    for (const name of (await readdir(join(corpusFolder, label))).sort()) {
      const rule = await refusalOf(join(corpusFolder, label, name));
      verdicts.push({ file: `${label}/${name}`, label, ...(rule !== undefined && { rule }) });
    }
  }
  return verdicts;
}

async function refusalOf(path: string): Promise<string | undefined> {
  const source = await openFileSource(path);
  try {
    await inspectArchive(source);
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveFormatError) return error.rule;
    throw error;
  } finally {
    await source.close();
  }
}
