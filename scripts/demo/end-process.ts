import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Sends a signal to a process, unless it has ended. Resolves when it is gone, to its exit code and the signal that ended it, one
 * of which is null.
 */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return [child.exitCode, child.signalCode];
}
