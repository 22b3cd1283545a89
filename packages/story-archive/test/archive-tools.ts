import { spawn } from 'node:child_process';
import { createReadStream, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ToolResult {
  /** The command as one would type it. */
  readonly tool: string;
  readonly outcome: 'passed' | 'failed' | 'not-installed';
  /** Why it failed: what the tool said last. */
  readonly detail: string;
  /** How many entries the tool saw, where it tells. */
  readonly entryCount?: number;
}

/**
 * Has a ZIP file checked by every tool that a reader might open it with, and for a story package also its checksums.
 * Resolves to one result for each tool. A tool that is not on this machine says so in its result.
 *
 * `zipdetails` takes the square of the number of entries, a quarter of an hour for 65,536: `hasManyEntries` leaves it out.
 */
export async function checkWithTools(
  file: string,
  {
    isStoryPackage,
    hasManyEntries = false,
  }: { readonly isStoryPackage: boolean; readonly hasManyEntries?: boolean },
): Promise<ToolResult[]> {
  return await Promise.all([
    unzip(file),
    sevenZip(file),
    bsdtar(file),
    python(file),
    java(file),
    ...(hasManyEntries ? [] : [zipdetails(file)]),
    ...(isStoryPackage ? [checksums(file)] : []),
  ]);
}

async function unzip(file: string): Promise<ToolResult> {
  const run = await runTool(['unzip', '-tq', file]);
  return judge(run, run.lastLine.startsWith('No errors detected'));
}

/** Debian calls the command 7zz, others 7z. */
async function sevenZip(file: string): Promise<ToolResult> {
  const run = await runTool(['7zz', 't', '-bd', file]);
  const used = run.exitCode === notFound ? await runTool(['7z', 't', '-bd', file]) : run;
  return judge(used, used.output.includes('Everything is Ok') && !/warning/i.test(used.output));
}

/** From a pipe it reads the local headers alone, without the central directory. */
async function bsdtar(file: string): Promise<ToolResult> {
  const run = await runTool(['bsdtar', '-tf', '-'], { input: file });
  return judge(run, true, run.lineCount);
}

async function python(file: string): Promise<ToolResult> {
  const run = await runTool(['python3', '-m', 'zipfile', '-t', file]);
  return judge(run, run.output.trim() === 'Done testing');
}

async function java(file: string): Promise<ToolResult> {
  compiled ??= compileJava();
  const { run: compilation, folder } = await compiled;
  if (compilation.exitCode !== 0) return judge(compilation, false);
  const run = await runTool([
    'java',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    folder,
    'ReadZipStream',
    file,
  ]);
  const [, entryCount] = /^(\d+) entries$/.exec(run.lastLine) ?? [];
  return judge(run, entryCount !== undefined, Number(entryCount));
}

let compiled: ReturnType<typeof compileJava> | undefined;

/** Once for all files of a process: it takes longer than reading one. */
async function compileJava(): Promise<{ run: ToolRun; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-java-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const source = join(import.meta.dirname, 'ReadZipStream.java');
  return { run: await runTool(['javac', '-d', folder, source]), folder };
}

/** It tells what each byte is for. What it cannot explain, or finds odd, has one of these words. */
async function zipdetails(file: string): Promise<ToolResult> {
  let entryCount = 0;
  const odd: string[] = [];
  const run = await runTool(['zipdetails', file], {
    onLine: (line) => {
      if (/ CENTRAL HEADER #/.test(line)) entryCount += 1;
      const isName = / Filename {2,}'/.test(line);
      // Offsets and values are hexadecimal, and can spell a word.
      const words = line.replace(/\b[0-9A-F]+\b/g, '');
      if (!isName && oddWords.test(words)) odd.push(line);
    },
  });
  const isGood = odd.length === 0 && /^Done\.?$/.test(run.lastLine);
  return judge({ ...run, output: [...odd, run.output].join('\n') }, isGood, entryCount);
}

const oddWords =
  /warn|error|unexpected|unknown|invalid|bad |not valid|mismatch|truncat|trailing|prefix data|padding|overlap|does not|skip|corrupt/i;

/** The list of checksums is for `sha256sum -c`, after any tool has unpacked the package. */
async function checksums(file: string): Promise<ToolResult> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-unpacked-'));
  try {
    const unpacked = await runTool(['unzip', '-q', file, '-d', folder]);
    if (unpacked.exitCode !== 0) return judge(unpacked, false);
    const command = ['sha256sum', '--strict', '-c', 'manifest-sha256.txt'];
    const run = await runTool(command, { folder });
    return judge(run, run.lineCount > 0);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface ToolRun {
  readonly tool: string;
  readonly exitCode: number;
  readonly lineCount: number;
  readonly lastLine: string;
  /** The last lines of both outputs. */
  readonly output: string;
  /** Whether it wrote to its error output. */
  readonly complained: boolean;
}

const notFound = 127;
const keptLines = 40;

/** Names are UTF-8, and some tools need to be told that names may be. `env` ends with 127 for a command that is not there. */
async function runTool(
  command: readonly string[],
  {
    input,
    folder,
    onLine,
  }: {
    readonly input?: string;
    readonly folder?: string;
    readonly onLine?: (line: string) => void;
  } = {},
): Promise<ToolRun> {
  const child = spawn('env', ['LC_ALL=C.UTF-8', ...command], { cwd: folder });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  // A tool may stop reading before the end: then its exit code says what was wrong.
  child.stdin.on('error', () => child.stdin.destroy());
  if (input === undefined) child.stdin.end();
  else createReadStream(input).pipe(child.stdin);

  const kept: string[] = [];
  let lineCount = 0;
  let complained = false;
  const keep = (line: string): void => {
    if (line.trim() !== '') kept.push(line);
    if (kept.length > keptLines) kept.shift();
  };
  const errors = createInterface({ input: child.stderr }).on('line', (line) => {
    complained = true;
    keep(line);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    lineCount += 1;
    keep(line);
    onLine?.(line);
  }
  const exitCode = await ended;
  errors.close();
  return {
    tool: command.join(' '),
    exitCode,
    lineCount,
    lastLine: kept.at(-1) ?? '',
    output: kept.join('\n'),
    complained,
  };
}

function judge(run: ToolRun, isGood: boolean, entryCount?: number): ToolResult {
  const { tool, exitCode, complained, output } = run;
  if (exitCode === notFound) return { tool, outcome: 'not-installed', detail: output };
  const passed = isGood && exitCode === 0 && !complained;
  return {
    tool,
    outcome: passed ? 'passed' : 'failed',
    detail: passed ? '' : `exit code ${exitCode}: ${output}`,
    ...(entryCount !== undefined && { entryCount }),
  };
}
