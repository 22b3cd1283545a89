import { migrate } from '../src/infrastructure/database/migrate.ts';
import { openPglite } from '../src/infrastructure/pglite/open-pglite.ts';
import { copyTemplate, type Template } from './template-folder.ts';

const newDatabase: Template = {
  name: 'database',
  inputs: ['apps/server/{package.json,migrations/*.sql,src/infrastructure/pglite/*.ts}'],
  async make(folder) {
    const database = await openPglite(folder);
    await migrate(database);
    await database.close();
  },
};

/** Puts a new database, with all migrations run, into a data folder. */
export function copyNewDatabase(dataDir: string): Promise<void> {
  return copyTemplate(newDatabase, dataDir);
}
