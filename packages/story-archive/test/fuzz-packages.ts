import { createHash } from 'node:crypto';
import { canonicalJson } from '@taleport/story-model';
import { ArchiveFormatError, PackageError, readPackage } from '../src/index.ts';
import { bufferSource } from '../src/zip/archive-fixtures.ts';
import { type ForeignEntry, foreignArchive } from './foreign-archive.ts';
import { mutate } from './mutate-archive.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { packageBytes, packageContents, packageSample } from './story-packages.ts';

export interface FuzzReport {
  readonly runs: number;
  /** Mutants that were read, and had the content of the package that they were made from. */
  readonly accepted: number;
  /** How many were refused by each rule. */
  readonly refused: ReadonlyMap<string, number>;
  readonly slowestMs: number;
}

/**
 * Reads so many mutants of good packages. Each is refused by a rule, or has the content of the package that it was made
 * from. Throws an Error that names the run for anything else; the same seed makes the same mutants.
 */
export async function fuzzPackages({
  runs,
  seed,
  onRun,
}: {
  readonly runs: number;
  readonly seed: number;
  readonly onRun?: (run: number) => void;
}): Promise<FuzzReport> {
  const originals = await Promise.all(goodPackages().map(originalOf));
  const refused = new Map<string, number>();
  let accepted = 0;
  let slowestMs = 0;
  for (let run = 0; run < runs; run += 1) {
    const random = seededNumbers(seed + run);
    const original = random.pick(originals);
    const mutant = mutate(original.bytes, random);
    const startedAt = performance.now();
    const { rule, content } = await judge(mutant).catch((cause) => {
      throw new Error(`Run ${run} with seed ${seed} crashed the reader`, { cause });
    });
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    if (rule !== undefined) refused.set(rule, (refused.get(rule) ?? 0) + 1);
    else if (content === original.content) accepted += 1;
    else throw new Error(`Run ${run} with seed ${seed} was accepted with another content`);
    onRun?.(run + 1);
  }
  return { runs, accepted, refused, slowestMs };
}

/** One as we write it, and one as other programs could, with all that is read beyond our profile. */
function goodPackages(): readonly Buffer[] {
  const sample = packageSample();
  const contents = [...packageContents(sample)];
  const entries = contents.map(
    ([name, bytes], index): ForeignEntry => ({
      name,
      bytes,
      isDeflated: index % 3 !== 0,
      ...(index % 2 === 0 && { descriptor: index % 4 === 0 ? 16 : 24 }),
      ...(index % 5 === 0 && { comment: 'packed again' }),
      local: { extra: Buffer.from('55540500030000006500', 'hex').subarray(0, 9) },
    }),
  );
  const folders: ForeignEntry[] = [{ name: 'media/' }, { name: 'media/images/' }];
  const foreign = foreignArchive([...folders, ...entries.reverse()], {
    comment: 'A story',
    hasSpareZip64: true,
  });
  return [packageBytes(sample), foreign];
}

async function originalOf(bytes: Buffer) {
  const { rule, content } = await judge(bytes);
  if (rule !== undefined) throw new Error(`A good package is refused by the rule ${rule}`);
  return { bytes, content };
}

/** The rule that refuses it, or everything that it holds, with what is only said of it left out. */
async function judge(
  bytes: Buffer,
): Promise<{ readonly rule?: string; readonly content?: string }> {
  try {
    const read = await readPackage(bufferSource(bytes));
    const hash = createHash('sha256').update(canonicalJson(read.manifest));
    for (const { path } of read.files) {
      hash.update(path);
      for await (const chunk of read.readFile(path)) hash.update(chunk);
    }
    return { content: hash.digest('hex') };
  } catch (error) {
    if (error instanceof ArchiveFormatError || error instanceof PackageError) {
      return { rule: error.rule };
    }
    throw error;
  }
}
