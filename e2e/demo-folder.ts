import { setTimeout as wait } from 'node:timers/promises';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { copyNewDatabase } from '../apps/server/test/database-template.ts';
import { copyTemplate, type Template } from '../apps/server/test/template-folder.ts';
import { startDemoServer } from '../scripts/demo/demo-server.ts';

const samples = 2;

const demoFolder: Template = {
  name: 'demo',
  inputs: [
    'package-lock.json',
    'samples/**/*',
    'apps/server/{package.json,migrations/*.sql,src/**/*}',
    'packages/{contracts,story-archive,story-model}/src/**/*',
  ],
  async make(folder) {
    await copyNewDatabase(folder);
    const server = await startDemoServer(folder, { DEMO: 'on' });
    await samplesArePublished(server.url);
    await server.stop();
  },
};

/** Puts a data folder in place as the first start of a server that is tried out leaves it: accounts, and published samples. */
export function copyDemoFolder(dataDir: string): Promise<void> {
  return copyTemplate(demoFolder, dataDir);
}

async function samplesArePublished(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(new URL(catalogueRoutes.list.url, url));
    const { stories } = (await answer.json()) as { stories: unknown[] };
    if (stories.length === samples) return;
    await wait(100);
  }
  throw new Error('The samples were not published');
}
