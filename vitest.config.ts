import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      'apps/web',
      {
        test: {
          name: 'node',
          include: ['*.test.ts', '{apps,docs,e2e,packages,scripts,tidy}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'apps/web/src/**'],
          globalSetup: './e2e/global-setup.ts',
          environment: 'node',
          pool: 'forks',
          // Two databases in WebAssembly are as many as a small machine holds beside their tests.
          maxWorkers: 2,
          // The modules of the server are loaded once in each worker: nothing in them is held by a test.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          // After the studio's tests, which have one thread.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
