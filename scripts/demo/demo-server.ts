import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endProcess } from './end-process.ts';

const program = join(import.meta.dirname, '../../apps/server/bin/taleport.js');

/**
 * Settings of the caller that would change what a server on loopback does; an empty one counts as not set. Whoever starts
 * it brings accounts and stories.
 */
const ownSettings = {
  DEMO: 'off',
  HOST: '',
  LOCAL_ACCOUNTS: '',
  NODE_ENV: '',
  OIDC_ADMIN_VALUES: '',
  OIDC_CLIENT_ID: '',
  OIDC_ISSUER: '',
  OIDC_ROLE_CLAIM: '',
  PORT: '0',
  PUBLIC_URL: '',
  SECRET: '',
  SIGN_UP: '',
  TRUST_PROXY: '',
};

export interface DemoServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** The lines that it has printed. */
  said(): readonly string[];
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;
type Role = 'serve' | 'api' | 'worker';

/** A process of Taleport, on a free port where none is given, with a data folder of its own, which has only just begun to start. */
export function spawnServer(dataDir: string, environment: Environment = {}, role: Role = 'serve') {
  return spawn(process.execPath, [program, role], {
    env: {
      ...process.env,
      ...ownSettings,
      LOG_LEVEL: 'warn',
      ...environment,
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts Taleport on a free port with a data folder of its own. Throws with what it said when it does not start. */
export async function startDemoServer(
  dataDir: string,
  environment: Environment = {},
  role: Role = 'serve',
): Promise<DemoServer> {
  const server = spawnServer(dataDir, environment, role);
  let errors = '';
  server.stderr.on('data', (text) => {
    errors += text;
  });
  const said: string[] = [];
  const lines = createInterface({ input: server.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      const [, ready] = /^Taleport is ready at (\S+)$/.exec(line) ?? [];
      if (ready !== undefined) resolve(ready);
    });
    server.once('exit', () => reject(new Error(`The server did not start:\n${errors}`)));
  });
  const stop = async () => void (await endProcess(server, 'SIGTERM'));
  return { url, process: server, said: () => said, stop };
}
