import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { hasPostgres } from './apps/server/test/postgres-server.ts';

const inNode = {
  exclude: ['**/node_modules/**', '**/dist/**', 'apps/web/src/**'],
  environment: 'node',
  pool: 'forks',
  // Two databases in WebAssembly are as many as a small machine holds beside their tests.
  maxWorkers: 2,
  testTimeout: 20_000,
  // Longer than the slowest machine takes, and shorter than the test may.
  expect: { poll: { timeout: 15_000 } },
  hookTimeout: 60_000,
} satisfies TestProjectInlineConfiguration['test'];

/** What runs a second time on PostgreSQL. */
const onEachDatabase = ['apps/server/src/{features,http,jobs}/**/*.test.ts'];
/**
 * CI has ten minutes on two cores. What takes longest and is tried on a smaller scale beside it is left to `npm test` elsewhere:
 * the kills, large exports, each story of a folder with each tool, first visit, editor, exports, imports, forks and jobs
 * in the browser in every state; and on the embedded database, what runs on PostgreSQL too.
 */
const leftOutInCi = [
  'e2e/editor.test.ts',
  'e2e/export.test.ts',
  'e2e/first-visit.test.ts',
  'e2e/fork.test.ts',
  'e2e/import.test.ts',
  'e2e/jobs.test.ts',
  'e2e/real-stories.test.ts',
  'scripts/demo/stories.test.ts',
  'scripts/import-kill.test.ts',
  'scripts/kill-azure.test.ts',
  'scripts/kill.test.ts',
  'scripts/large-export.test.ts',
  'scripts/upload-kill.test.ts',
];
const isCi = Boolean(process.env.CI);
if (isCi) {
  const files = [...leftOutInCi, ...onEachDatabase.map((files) => `${files} on PGlite`)];
  console.warn(`LEFT OUT IN CI, run by npm test elsewhere: ${files.join(', ')}`);
}

/** What takes longest, longest first: last, one of them would go on alone. */
const longest = [
  'docs/documents.test.ts',
  'scripts/server-process.test.ts',
  'e2e/one-go.test.ts',
  'pglite/durability.test.ts',
  'start/first-hour.test.ts',
  'interrupted-compose.test.ts',
  'start/on-postgres.test.ts',
  'package-limits.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((path) => moduleId.endsWith(path));
      return found === -1 ? longest.length : found;
    };
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}

/** What is there of the server runs a second time, on PostgreSQL. */
const onPostgres: TestProjectInlineConfiguration = {
  test: {
    ...inNode,
    name: 'postgres',
    include: onEachDatabase,
    globalSetup: './apps/server/test/on-postgres.ts',
    isolate: false,
    sequence: { groupOrder: 2 },
  },
};
const canUsePostgres = isCi || (await hasPostgres());
if (!canUsePostgres)
  console.warn('SKIPPED: no PostgreSQL is installed, and TEST_DATABASE_URL is not set.');

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      'apps/web',
      {
        test: {
          ...inNode,
          name: 'processes',
          include: ['{docs,e2e,scripts}/**/*.test.ts'],
          exclude: [...inNode.exclude, ...(isCi ? leftOutInCi : [])],
          globalSetup: './e2e/global-setup.ts',
          // With those of the studio.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...inNode,
          name: 'node',
          exclude: [...inNode.exclude, ...(isCi ? onEachDatabase : [])],
          include: ['*.test.ts', '{apps,packages,tidy}/**/*.test.ts'],
          // The modules of the server are loaded once in each worker: nothing in them is held by a test.
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
      ...(canUsePostgres ? [onPostgres] : []),
    ],
  },
});
