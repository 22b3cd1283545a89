import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Surroundings, SurroundingsError, startSurroundings } from './azure/surroundings.ts';

const program = join(import.meta.dirname, 'start.ts');

/** What `npm run dev:azure` does: Taleport with its studio and reload, on a PostgreSQL and an Azurite of its own. */
async function main(): Promise<number> {
  const dataDir = process.env.DATA_DIR || 'data-azure';
  try {
    console.log(`Starting PostgreSQL and Azurite in ${dataDir}`);
    const surroundings = await startSurroundings({ folder: dataDir });
    const code = await serve(dataDir, surroundings).finally(() => surroundings.stop());
    console.log('PostgreSQL and Azurite have stopped');
    return code;
  } catch (error) {
    console.error(error instanceof SurroundingsError ? error.message : error);
    return 1;
  }
}

/**
 * Resolves when the server has ended. It is no part of the terminal's foreground, so that Ctrl-C reaches it once and from here,
 * while its database and its storage are still there.
 */
async function serve(dataDir: string, { settings }: Surroundings): Promise<number> {
  const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', program], {
    env: { ...process.env, ...settings, DATA_DIR: dataDir },
    stdio: 'inherit',
    detached: true,
  });
  const exited = once(server, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    let isAsked = false;
    process.on(signal, () => {
      if (!isAsked) server.kill('SIGTERM');
      isAsked = true;
    });
  }
  const [code] = await exited;
  return code ?? 0;
}

process.exitCode = await main();
