import { readFile, writeFile } from 'node:fs/promises';

/** Begins to watch the resident memory of a process, and returns what it has now, in MiB. Linux only (proc(5)). */
export async function watchMemory(pid: number): Promise<number> {
  // "5" sets the high-water mark back to what there is now.
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  return readMib(pid, 'VmRSS');
}

/** The highest resident memory of a process since `watchMemory`, in MiB. */
export function highestMib(pid: number): Promise<number> {
  return readMib(pid, 'VmHWM');
}

async function readMib(pid: number, name: 'VmRSS' | 'VmHWM'): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kib] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text) ?? [];
  return Math.round(Number(kib) / 1024);
}
