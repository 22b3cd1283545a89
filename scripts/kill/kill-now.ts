import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends a process as a power cut does. Resolves when it is gone, also where it had ended before. */
export async function killNow(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
}
