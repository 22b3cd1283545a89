import type { Logger } from 'pino';
import { type Adapters, openAdapters } from './adapters.ts';
import { readSettings, type Settings } from './config.ts';
import { explain } from './explain.ts';
import { findIdentityProvider } from './find-identity-provider.ts';
import { createLog } from './log.ts';
import { checkRole, type Role } from './role.ts';
import type { Server } from './server.ts';
import { closeOnSignals } from './shutdown.ts';
import { serveStudio } from './studio.ts';

/**
 * Runs a process of Taleport in its role. Resolves to an exit code when it could not start. It listens when `studio` has
 * resolved, which may be on its way while the database is made.
 */
export async function run(role: Role, studio?: Promise<void>): Promise<number | undefined> {
  try {
    const settings = readSettings(process.env);
    checkRole(role, settings);
    const log = createLog(settings.logLevel);
    const { organisation } = settings;
    const provider =
      organisation && role !== 'worker' ? await findIdentityProvider(organisation) : undefined;
    const opening = openAdapters(settings, {
      onCrash(crash) {
        log.fatal({ err: crash }, 'the database has crashed; start Taleport again');
        process.exit(1);
      },
      onTrouble: (error) => log.warn({ err: error }, 'a connection to the database broke'),
    });
    // Loading the rest takes as long as opening the database, which a thread does.
    const [adapters, { createServer }] = await Promise.all([opening, import('./server.ts')]);
    const server = await createServer({ settings, adapters, log, role, provider });
    closeOnSignals(() => server.close(), log);
    const signIn = role === 'worker' ? [] : await demoContent(adapters, settings, log);
    await studio;
    if (role !== 'worker') await serveStudio(server.app, log);
    const metrics = settings.metrics && (await server.metrics?.listen(settings.metrics));
    await server.app.listen({ host: settings.host, port: settings.port });
    await server.startJobs();
    const address =
      role === 'worker' ? addressOf(server) : (settings.publicUrl ?? addressOf(server));
    console.log(`Taleport is ready at ${address}`);
    if (metrics !== undefined) console.log(`Its metrics are at ${metrics}`);
    if (role !== 'worker') console.log(settings.openings.join('\n'));
    if (signIn.length > 0) console.log(['To try it out, sign in as', ...signIn].join('\n'));
    return undefined;
  } catch (error) {
    console.error(explain(error));
    return 1;
  }
}

/** Nobody has to go without a server because it has no samples. */
async function demoContent(adapters: Adapters, settings: Settings, log: Logger): Promise<string[]> {
  if (!settings.isDemo) return [];
  try {
    const { makeDemoContent } = await import('./demo-content.ts');
    return await makeDemoContent(adapters, settings);
  } catch (error) {
    log.warn({ err: error }, 'the sample stories could not be made');
    return [];
  }
}

function addressOf({ app }: Server): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
