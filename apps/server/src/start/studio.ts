import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { registerWebApp } from '../http/web-app.ts';
import type { Server } from './server.ts';

/** Where the build of the studio leaves it. */
const webFolder = join(import.meta.dirname, '../../../web/dist');

/** Serves the studio if it has been built. */
export async function serveStudio(app: Server['app'], log: Logger): Promise<void> {
  if (existsSync(webFolder)) await registerWebApp(app, webFolder);
  else log.warn('the studio has not been built, so there is only the API; "npm start" builds it');
}
