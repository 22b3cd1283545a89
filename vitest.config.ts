import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const inNode = {
  exclude: ['**/node_modules/**', '**/dist/**', 'apps/web/src/**'],
  environment: 'node',
  pool: 'forks',
  // Two databases in WebAssembly are as many as a small machine holds beside their tests.
  maxWorkers: 2,
  testTimeout: 20_000,
  hookTimeout: 60_000,
} satisfies TestProjectInlineConfiguration['test'];

export default defineConfig({
  test: {
    projects: [
      'apps/web',
      {
        test: {
          ...inNode,
          name: 'processes',
          include: ['{docs,e2e,scripts}/**/*.test.ts'],
          // They wait for processes and back-offs as often as they work.
          maxWorkers: 3,
          testTimeout: 60_000,
          globalSetup: './e2e/global-setup.ts',
          // With those of the studio.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...inNode,
          name: 'node',
          include: ['*.test.ts', '{apps,packages,tidy}/**/*.test.ts'],
          // The modules of the server are loaded once in each worker: nothing in them is held by a test.
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
