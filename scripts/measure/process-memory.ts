import { readFile } from 'node:fs/promises';

/** Resident memory of a process now, or at its highest moment, in MiB. Linux only (proc(5)). */
export async function memoryMib(pid: number, name: 'VmRSS' | 'VmHWM'): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kib] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text) ?? [];
  return Math.round(Number(kib) / 1024);
}
