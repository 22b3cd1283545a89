import { defineConfig } from 'vitest/config';
import { compileAngular } from './compile-angular.ts';

export default defineConfig({
  plugins: [compileAngular()],
  test: {
    name: 'studio',
    include: ['src/**/*.test.ts'],
    setupFiles: ['test/set-up-angular.ts'],
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://studio.test/' } },
    pool: 'threads',
    maxWorkers: 2,
    isolate: false,
    sequence: { groupOrder: 1 },
  },
});
