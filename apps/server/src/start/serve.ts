import { FolderInUseError } from '../infrastructure/pglite/folder-lock.ts';
import { openAdapters } from './adapters.ts';
import { readSettings, SettingsError } from './config.ts';
import { createLog } from './log.ts';
import { SecretError } from './secret.ts';
import { createServer } from './server.ts';
import { closeOnSignals } from './shutdown.ts';

/** Api, worker and relay in one process: the default. Resolves to an exit code when it could not start. */
export async function serve(): Promise<number | undefined> {
  try {
    const settings = readSettings(process.env);
    const log = createLog(settings.logLevel);
    const adapters = await openAdapters(settings, (crash) => {
      log.fatal({ err: crash }, 'the database has crashed; start Taleport again');
      process.exit(1);
    });
    const server = await createServer(settings, adapters, log);
    closeOnSignals(() => server.close(), log);
    await server.app.listen({ host: settings.host, port: settings.port });
    await server.startJobs();
    console.log(`Taleport is ready at ${settings.publicUrl ?? addressOf(server)}`);
    return undefined;
  } catch (error) {
    console.error(explain(error));
    return 1;
  }
}

function addressOf({ app }: Awaited<ReturnType<typeof createServer>>): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** What a person at the terminal can act on is said in a line; the rest needs its stack. */
function explain(error: unknown): string {
  const said = [SettingsError, FolderInUseError, SecretError];
  if (error instanceof Error && said.some((kind) => error instanceof kind)) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The address is in use: ${error.message}. Set PORT to another one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
