import type { Logger } from 'pino';

/** After this the process ends even if something hangs: leases and ledgers make that safe. */
const patienceMs = 10_000;

/** Closes cleanly at SIGTERM and SIGINT, and at once at a second one. */
export function closeOnSignals(close: () => Promise<void>, log: Logger): void {
  let isClosing = false;
  const shutDown = async (signal: NodeJS.Signals) => {
    if (isClosing) process.exit(1);
    isClosing = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), patienceMs).unref();
    try {
      await close();
      log.info('stopped');
      process.exitCode = 0;
    } catch (error) {
      log.error({ err: error }, 'the server could not stop cleanly');
      process.exitCode = 1;
    }
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
}
