import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A call to the system: where it begins and where it has ended, as places in the trace. */
export interface Call {
  readonly name: string;
  readonly text: string;
  readonly begins: number;
  ends: number;
}

/** Whether this machine can watch the calls of a program. CI has to: there the tests that need it run in any case. */
export const canTrace = spawnSync('strace', ['-V']).status === 0 || process.env.CI !== undefined;
if (!canTrace) console.warn('strace is not installed: the order of syncs is not looked at.');

/** Options of strace: it stops a program, and all that it starts, at these calls only, and writes them to a file. */
export function watching(calls: string, trace = '/dev/null'): string[] {
  return ['-f', '--seccomp-bpf', '-o', trace, '-e', `trace=${calls}`];
}

/** Runs a program of the tests under strace, and returns its writes, renames and syncs in the order of their beginning. */
export async function traceOf(
  program: string,
  folder: string,
  ...rest: readonly string[]
): Promise<Call[]> {
  const trace = join(folder, 'trace');
  const watched = 'fsync,fdatasync,rename,renameat,renameat2,write,pwrite64';
  const options = [...watching(watched, trace), '-y', '-s', '120'];
  await promisify(execFile)('strace', [...options, process.execPath, program, folder, ...rest]);
  const calls: Call[] = [];
  const unfinished = new Map<string, Call>();
  for (const [place, line] of (await readFile(trace, 'utf8')).split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>/.test(rest) ? unfinished.get(thread) : undefined;
    if (resumed) {
      calls[calls.indexOf(resumed)] = { ...resumed, text: resumed.text + rest, ends: place };
      unfinished.delete(thread);
      continue;
    }
    const [, name] = /^(\w+)\(/.exec(rest) ?? [];
    if (name === undefined) continue;
    const call: Call = { name, text: rest, begins: place, ends: place };
    calls.push(call);
    if (rest.includes('<unfinished ...>')) unfinished.set(thread, call);
  }
  return calls;
}
