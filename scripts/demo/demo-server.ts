import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../apps/server/bin/taleport.js');

export interface DemoServer {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts Taleport on a free port with a data folder of its own. Throws with what it said when it does not start. */
export async function startDemoServer(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<DemoServer> {
  const server = spawn(process.execPath, [program, 'serve'], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment, DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  server.stderr.on('data', (text) => {
    errors += text;
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const [, url] = /^Taleport is ready at (\S+)$/.exec(line) ?? [];
    if (url === undefined) continue;
    server.stdout.resume();
    return { url, process: server, stop: () => stop(server) };
  }
  throw new Error(`The server did not start:\n${errors}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await exited;
}
