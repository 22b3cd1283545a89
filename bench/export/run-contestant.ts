import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { StoredMedia } from '../bench-server.ts';
import { cat, makeMemoryPresent } from './memory-present.ts';
import type { NamedFile } from './peers.ts';

/** One run of one contestant. */
export interface Task {
  readonly name: string;
  readonly isSynced: boolean;
  /** Goes on after the package that is timed, to see by how much memory grows. */
  readonly isMemoryWatched: boolean;
  readonly files: readonly NamedFile[];
  readonly out: string;
  readonly media: readonly StoredMedia[];
  readonly blobRoot: string;
  readonly key: string;
}

export interface Run {
  readonly ms: number;
  readonly peakMib: number;
  /** By how much memory grew after a small package. */
  readonly grownMib?: number;
}

export interface Finished extends Run {
  readonly name: string;
  readonly isSynced: boolean;
  readonly sizeBytes: number;
}

const program = join(import.meta.dirname, 'contestant.ts');
const withoutSync = join(import.meta.dirname, 'without-sync.ts');

/** Shell commands; `$1` is the file to write, the others are those to read. */
const commands: Readonly<Record<string, string>> = {
  cat,
  'zip -0': 'out="$1"; shift; zip -0 -q -X "$out" "$@"',
};

/** Runs a contestant in a process of its own. */
export function runContestant(task: Task, taskFile: string): Promise<Run> {
  const command = commands[task.name];
  return command === undefined ? runProgram(task, taskFile) : runCommand(task, command);
}

async function runProgram(task: Task, taskFile: string): Promise<Run> {
  await writeFile(taskFile, JSON.stringify(task));
  const preload = task.isSynced ? [] : ['--import', withoutSync];
  const child = spawn(process.execPath, [...preload, program, taskFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (child.exitCode !== 0) throw new Error(`${task.name} ended with ${child.exitCode}`);
  return JSON.parse(said);
}

async function runCommand({ isSynced, files, out }: Task, command: string): Promise<Run> {
  const paths = files.map(({ path }) => path);
  const script = isSynced ? `${command}; sync "$out"` : command;
  makeMemoryPresent(files, out);
  const startedAt = performance.now();
  const child = spawn('sh', ['-ec', script, 'sh', out, ...paths], { stdio: 'inherit' });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode}`);
  // Such a program reads a buffer and writes it: it needs a few MB, whatever the size.
  return { ms: performance.now() - startedAt, peakMib: Number.NaN };
}
