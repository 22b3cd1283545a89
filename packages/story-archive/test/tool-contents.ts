import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files of an archive as lines of SHA-256 and name, in order; undefined for a tool that refuses the archive. */
export type SeenFiles = readonly string[] | undefined;

/** Prints what `python3 -m zipfile` does not: hash and name of each file. */
const pythonLister = `
import hashlib, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
for entry in archive.infolist():
    if not entry.is_dir():
        print(hashlib.sha256(archive.read(entry)).hexdigest(), entry.filename)
`;

/** What each of the tools that people open an archive with sees in it. Throws where one of them is not installed. */
export async function filesByTool(file: string): Promise<ReadonlyMap<string, SeenFiles>> {
  javaClasses ??= compileJava();
  const java = ['java', '-XX:TieredStopAtLevel=1', '-cp', await javaClasses, 'ReadZip'];
  return new Map([
    ['unzip', await unpacked(['unzip', '-qq', '-o', file])],
    ['7zz', await unpacked(['7zz', 'x', '-y', '-bd', file])],
    ['bsdtar', await unpacked(['bsdtar', '-xf', file])],
    ['bsdtar from a pipe', await unpacked(['sh', '-c', 'cat "$0" | bsdtar -xf -', file])],
    ['Python zipfile', await listed(['python3', '-c', pythonLister, file])],
    ['Java ZipFile', await listed([...java, 'file', file])],
    ['Java ZipInputStream', await listed([...java, 'stream', file])],
  ]);
}

/** Whether all tools read the archive, and see the same files in it. */
export function allSeeTheSame(seen: ReadonlyMap<string, SeenFiles>): boolean {
  const [first, ...others] = seen.values();
  return first !== undefined && others.every((each) => each?.join('\n') === first.join('\n'));
}

let javaClasses: Promise<string> | undefined;

async function compileJava(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-java-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await run('javac', ['-d', folder, join(import.meta.dirname, 'ReadZip.java')]);
  return folder;
}

async function unpacked(command: readonly string[]): Promise<SeenFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-corpus-'));
  try {
    if ((await outputOf(command, folder)) === undefined) return undefined;
    // Names need not be text: this tool prints them all.
    const lines = await outputOf(
      ['find', '.', '!', '-type', 'd', '-exec', 'sha256sum', '{}', '+'],
      folder,
    );
    return linesOf(lines?.replaceAll('  ./', ' '));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function listed(command: readonly string[]): Promise<SeenFiles> {
  return linesOf(await outputOf(command));
}

function linesOf(output: string | undefined): SeenFiles {
  return output?.split('\n').filter(Boolean).sort();
}

/** Undefined for a tool that ends with an error, which is not the same as one that is not there: `env` ends with 127 then. */
async function outputOf(command: readonly string[], cwd?: string): Promise<string | undefined> {
  try {
    return (await run('env', ['LC_ALL=C.UTF-8', ...command], { cwd })).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 127) throw error;
    return undefined;
  }
}
