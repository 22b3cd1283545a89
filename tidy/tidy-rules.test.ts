import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pathsFromFolders, pathsFromGit, type Rule, readRepository } from './repository-files.ts';
import { rules } from './rules.ts';

/** Such a path, put together, so that this file holds none itself. */
const absolute = (...parts: readonly string[]) => ['', ...parts].join('/');

/** Files by their paths. */
type Files = Record<string, string>;

interface Sample {
  offending: Files;
  findings: string[];
  /** Files that come close to what is forbidden, and are fine. */
  fine: Files;
}

const lines = (count: number) => 'x;\n'.repeat(count);
const functionOf = (count: number) => `function walk() {\n${lines(count - 2)}}\n`;
const nestedTests = `describe('port', () => {\n  it('works', () => {\n${lines(80)}  });\n});\n`;
const conformanceSuite = `import { it } from 'vitest';\nexport function suite() {\n${nestedTests}}\n`;
const workspace = (name: string) => JSON.stringify({ name: `@taleport/${name}` });

const samples: Record<string, Sample> = {
  'a source file has at most 300 lines, a test 400': {
    offending: { 'a.ts': lines(301), 'b.test.ts': lines(401), 'c.scss': lines(301) },
    findings: [
      'a.ts:301 301 lines, the limit is 300',
      'b.test.ts:401 401 lines, the limit is 400',
      'c.scss:301 301 lines, the limit is 300',
    ],
    fine: { 'a.ts': lines(300), 'b.test.ts': lines(400), 'c.json': lines(900) },
  },
  'a function has at most 70 lines': {
    offending: {
      'a.ts': `// A comment.\n${functionOf(71)}`,
      'b.ts': `const run = () => {\n${lines(70)}};\n`,
      'c.test.ts': `it('works', () => {\n${functionOf(71)}});\n`,
      'd.ts': nestedTests,
      'e.test.ts': `beforeAll(() => {\n${lines(70)}});\n`,
    },
    findings: [
      'a.ts:2 walk has 71 lines, the limit is 70',
      'b.ts:1 run has 72 lines, the limit is 70',
      'c.test.ts:2 walk has 71 lines, the limit is 70',
      'd.ts:1 a function has 84 lines, the limit is 70',
      'd.ts:2 a function has 82 lines, the limit is 70',
      'e.test.ts:1 a function has 72 lines, the limit is 70',
    ],
    fine: {
      'a.ts': functionOf(70),
      'b.test.ts': `${nestedTests}test.each([1])('n', () => {\n${lines(80)}});\n`,
      'conformance/queue-conformance.ts': conformanceSuite,
    },
  },
  'packages import no app': {
    offending: {
      'apps/server/package.json': workspace('server'),
      'packages/a/src/a.ts':
        "import '../../../apps/server/src/b.ts';\nimport('@taleport/server');\n",
    },
    findings: [
      "packages/a/src/a.ts:1 imports '../../../apps/server/src/b.ts'",
      "packages/a/src/a.ts:2 imports '@taleport/server'",
    ],
    fine: {
      'apps/server/package.json': workspace('server'),
      'packages/a/src/a.ts': "import '@taleport/server-timing';\nimport './apps/b.ts';\n",
    },
  },
  'contracts and story-model run in browsers: no Node module': {
    offending: {
      'packages/story-archive/package.json': workspace('story-archive'),
      'packages/contracts/src/a.ts':
        "export * from 'node:fs';\nimport '@taleport/story-archive';\n",
      'packages/story-model/src/b.ts': "let hash: import('crypto').Hash;\n",
    },
    findings: [
      "packages/contracts/src/a.ts:1 imports 'node:fs'",
      "packages/contracts/src/a.ts:2 imports '@taleport/story-archive'",
      "packages/story-model/src/b.ts:1 imports 'crypto'",
    ],
    fine: {
      'packages/contracts/src/a.ts': "import { z } from 'zod';\n",
      'packages/contracts/src/a.test.ts': "import { readFileSync } from 'node:fs';\n",
      'packages/story-archive/src/b.ts': "import { crc32 } from 'node:zlib';\n",
    },
  },
  'a feature imports no other feature': {
    offending: {
      'apps/server/src/features/media/a.ts':
        "import '../stories/b.ts';\nimport '../features.ts';\n",
      'apps/server/src/features/feature.ts': "import './media/a.ts';\n",
      'apps/web/src/app/features/media/c.ts': "const page = import('../stories/d');\n",
    },
    findings: [
      "apps/server/src/features/media/a.ts:1 imports '../stories/b.ts'",
      "apps/server/src/features/media/a.ts:2 imports '../features.ts'",
      "apps/server/src/features/feature.ts:1 imports './media/a.ts'",
      "apps/web/src/app/features/media/c.ts:1 imports '../stories/d'",
    ],
    fine: {
      'apps/server/src/features/media/a.ts': "import './b.ts';\nimport '../feature.ts';\n",
      'apps/server/src/features/features.ts': "import './media/a.ts';\n",
    },
  },
  'jobs/ imports no feature': {
    offending: { 'apps/server/src/jobs/a.ts': "\nimport '../features/media/b.ts';\n" },
    findings: ["apps/server/src/jobs/a.ts:2 imports '../features/media/b.ts'"],
    fine: { 'apps/server/src/jobs/a.ts': "import './features.ts';\n" },
  },
  'http/ imports no feature': {
    offending: { 'apps/server/src/http/a.ts': "import '../features/features.ts';\n" },
    findings: ["apps/server/src/http/a.ts:1 imports '../features/features.ts'"],
    fine: { 'apps/server/src/http/a.ts': "import '../jobs/b.ts';\n" },
  },
  'only start/ joins the parts: nothing imports it': {
    offending: { 'apps/server/src/jobs/a.ts': "import { config } from '../start/config.ts';\n" },
    findings: ["apps/server/src/jobs/a.ts:1 imports '../start/config.ts'"],
    fine: {
      'apps/server/src/start/a.ts': "import './config.ts';\n",
      'apps/server/bin/taleport.js': "import '../src/start/main.ts';\n",
    },
  },
  'only infrastructure/pglite imports PGlite': {
    offending: { 'scripts/a.ts': "import { live } from '@electric-sql/pglite/live';\n" },
    findings: ["scripts/a.ts:1 imports '@electric-sql/pglite/live'"],
    fine: { 'apps/server/src/infrastructure/pglite/a.ts': "import '@electric-sql/pglite';\n" },
  },
  'only infrastructure/prometheus imports prom-client': {
    offending: { 'apps/server/src/jobs/a.ts': "import { Counter } from 'prom-client';\n" },
    findings: ["apps/server/src/jobs/a.ts:1 imports 'prom-client'"],
    fine: { 'apps/server/src/infrastructure/prometheus/a.ts': "import 'prom-client';\n" },
  },
  'only infrastructure/azure-* imports the Azure SDK': {
    offending: { 'apps/server/src/start/a.ts': "require('@azure/storage-blob');\n" },
    findings: ["apps/server/src/start/a.ts:1 imports '@azure/storage-blob'"],
    fine: { 'apps/server/src/infrastructure/azure-blobs/a.ts': "import '@azure/identity';\n" },
  },
  'the web app imports nothing of the server': {
    offending: {
      'apps/server/package.json': workspace('server'),
      'apps/web/src/a.ts': "import '@taleport/server/x';\nimport '../../server/src/http/b.ts';\n",
    },
    findings: [
      "apps/web/src/a.ts:1 imports '@taleport/server/x'",
      "apps/web/src/a.ts:2 imports '../../server/src/http/b.ts'",
    ],
    fine: { 'apps/web/src/a.ts': "import '@taleport/contracts/jobs';\n" },
  },
  'no test is held back by only, skip or todo': {
    offending: {
      'a.test.ts': "describe.only('a', f);\nit.skip.each([1])('b', f);\ntest.todo('c');\n",
    },
    findings: ['a.test.ts:1 describe.only', 'a.test.ts:2 it.skip', 'a.test.ts:3 test.todo'],
    fine: {
      'a.test.ts': "it('skips', () => {\n  // it.only\n  if (page.skip) rows.skip(2);\n});\n",
    },
  },
  'no value is cast to any': {
    offending: { 'a.ts': 'x = y as any;\nz = <any>y;\n' },
    findings: ['a.ts:1 y as any', 'a.ts:2 <any>y'],
    fine: { 'a.ts': "x = y as unknown;\n// as any\nz = 'as any';\n" },
  },
  'no error is swallowed by an empty catch': {
    offending: { 'a.ts': 'try { x(); }\ncatch {\n  // Never mind.\n}\ny().catch(() => {});\n' },
    findings: ['a.ts:2 catch {', 'a.ts:5 y().catch(() => {})'],
    fine: { 'a.ts': 'try { x(); } catch { z(); }\ny().catch(() => {/* Told by z. */});\n' },
  },
  'only start/ and bin/ read the environment': {
    offending: {
      'apps/server/src/jobs/a.ts':
        "process.env.A;\nglobalThis.process['env'];\nconst { env: e } = process;\nimport { env } from 'node:process';\n",
      'packages/a/src/b.ts': 'const url = process.env.URL;\n',
    },
    findings: [
      'apps/server/src/jobs/a.ts:1 process.env',
      "apps/server/src/jobs/a.ts:2 globalThis.process['env']",
      'apps/server/src/jobs/a.ts:3 env: e',
      'apps/server/src/jobs/a.ts:4 env',
      'packages/a/src/b.ts:1 process.env',
    ],
    fine: {
      'apps/server/src/start/a.ts': 'process.env.A;\n',
      'apps/server/bin/taleport.js': 'process.env.A;\n',
      'apps/server/src/jobs/a.test.ts': 'process.env.A;\n',
      'packages/a/src/b.ts': 'const { env } = config;\nconst { pid } = process;\nwindow.env;\n',
    },
  },
  'jobs/ names no job kind': {
    offending: {
      'apps/server/src/features/story-export/export-job.ts': '',
      'apps/server/src/jobs/a.ts': "\nif (kind === 'story-export') x();\n",
    },
    findings: ['apps/server/src/jobs/a.ts:2 names the job kind story-export'],
    fine: {
      'apps/server/src/features/media/media-storage.ts': '',
      'apps/server/src/features/story-export/export-job.ts': "'story-export'",
      'apps/server/src/jobs/a.ts': "import { mediaId } from '@taleport/contracts/media';\n",
    },
  },
  'no note to self is left behind': {
    offending: { 'a.ts': '// TODO: later\n', 'b.md': 'x\n\nFIXME\n' },
    findings: ['a.ts:1 contains TODO', 'b.md:3 contains FIXME'],
    fine: { 'a.ts': "test.todo;\nconst TODOS = 'todo';\n" },
  },
  'no check is switched off in a comment': {
    offending: { 'a.ts': '// @ts-ignore\n// @ts-nocheck\n/* biome-ignore lint: no */\n' },
    findings: [
      'a.ts:1 contains @ts-ignore',
      'a.ts:2 contains @ts-nocheck',
      'a.ts:3 contains biome-ignore',
    ],
    fine: { 'a.ts': '// @ts-expect-error: the type is wrong on purpose\n' },
  },
  'no path of one machine': {
    offending: {
      'a.md': `In ${absolute('work', 'x', 'y')} and\nfile://${absolute('root', '.z')},\n`,
      'b.json': `"${absolute('home', 'someone', 'x')}"`,
    },
    findings: [
      `a.md:1 contains ${absolute('work', 'x')}`,
      `a.md:2 contains ${absolute('root', '.z')}`,
      `b.json:1 contains ${absolute('home', 'someone', 'x')}`,
    ],
    fine: {
      'a.ts': "import './home/page.ts';\nfetch('https://example.com/work/1');\n'/etc/passwd';",
    },
  },
  'no address of a package registry': {
    offending: { '.npmrc': 'fund=false\nregistry=x\n', 'a.md': '\nhttps://registry.example/x\n' },
    findings: ['.npmrc:2 contains registry=x', 'a.md:2 contains https://registry'],
    fine: { 'a.ts': 'const registry = 1;\n// https://www.iana.org/language-subtag-registry\n' },
  },
  'a lock file holds no download address': {
    offending: { 'bench/package-lock.json': '{\n"resolved": "https://example.com/a.tgz",\n' },
    findings: ['bench/package-lock.json:2 contains "resolved": "https://example.com/a.tgz",'],
    fine: { 'package-lock.json': '{\n"resolved": "packages/contracts",\n' },
  },
  'files and folders are named in kebab-case': {
    offending: { 'src/jobRow.ts': '', 'src/Jobs/row.ts': '', 'job_row.md': '' },
    findings: [
      'src/jobRow.ts:1 jobRow.ts is not kebab-case',
      'src/Jobs/row.ts:1 Jobs is not kebab-case',
      'job_row.md:1 job_row.md is not kebab-case',
    ],
    fine: {
      'README.md': '',
      'a/job-row.test.ts': '',
      'app.config.ts': '',
      '.ci/run.sh': '',
      '_theme.scss': '',
    },
  },
  'a name says what is inside': {
    offending: { 'a/utils.ts': '', 'helpers/b.ts': '', 'zip-utils.test.ts': '', 'types.d.ts': '' },
    findings: [
      'a/utils.ts:1 utils.ts says nothing about what is inside',
      'helpers/b.ts:1 helpers says nothing about what is inside',
      'zip-utils.test.ts:1 zip-utils.test.ts says nothing about what is inside',
      'types.d.ts:1 types.d.ts says nothing about what is inside',
    ],
    fine: { 'media-types.ts': '', 'common-licences.ts': '' },
  },
  'migrations are named V0001__snake_case.sql and numbered without gaps': {
    offending: {
      'apps/server/migrations/V0001__create_stories.sql': '',
      'apps/server/migrations/V0003__create_jobs.sql': '',
      'apps/server/migrations/add-media.sql': '',
    },
    findings: [
      'apps/server/migrations/V0003__create_jobs.sql:1 has number 0003 where 2 is next',
      'apps/server/migrations/add-media.sql:1 is not named V0001__snake_case.sql',
    ],
    fine: {
      'apps/server/migrations/V0002__create_jobs.sql': '',
      'apps/server/migrations/V0001__create_stories.sql': '',
    },
  },
  'every relative link in a document leads to a file': {
    offending: {
      'docs/a.md': '[b](b.md)\n![c](<../c.png> "C")\n\n[d]: ./d.md#top\n\n<img src="/e.png">\n',
    },
    findings: [
      'docs/a.md:1 links to b.md, which does not exist',
      'docs/a.md:2 links to ../c.png, which does not exist',
      'docs/a.md:4 links to ./d.md#top, which does not exist',
      'docs/a.md:6 links to /e.png, which does not exist',
    ],
    fine: {
      'docs/a.md':
        '[b](../b%20c.md#d) [e](https://e.org) [f](#f) [g](..) `[h](h.md)`\n[^1]: A note.\n',
      'b c.md': '```md\n[x](x.md)\n```\n[docs](docs/)\n',
    },
  },
  'every npm script named in a document exists': {
    offending: {
      'package.json': '{ "scripts": { "test": "", "lint:unused": "" } }',
      'bench/package.json': '{ "scripts": { "bench": "" } }',
      'README.md': '`npm ci && npm test`\n`npm run lint`\n`npm -s run bench`; npm start\n',
    },
    findings: [
      'README.md:2 names the npm script lint, which no package.json has',
      'README.md:3 names the npm script bench, which no package.json has',
      'README.md:3 names the npm script start, which no package.json has',
    ],
    fine: {
      'package.json': '{ "scripts": { "test": "", "lint:unused": "" } }',
      'bench/package.json': '{ "name": "@taleport/bench", "scripts": { "bench": "" } }',
      'README.md':
        'npm test\nnpm run lint:unused.\ncd bench && npm run bench\nnpm run -w bench bench\n',
      'bench/README.md': 'npm run bench\n',
    },
  },
};

test('every rule is tried here', () => {
  expect(Object.keys(samples).sort()).toEqual(rules.map((rule) => rule.name).sort());
});

describe.each(rules)('$name', (rule) => {
  test('finds what offends it', () => {
    expect(findingsIn(rule, samples[rule.name]?.offending)).toEqual(samples[rule.name]?.findings);
  });

  test('leaves alone what only looks like it', () => {
    expect(findingsIn(rule, samples[rule.name]?.fine)).toEqual([]);
  });
});

function findingsIn(rule: Rule, files: Files = {}): string[] {
  const repository = Object.entries(files).map(([path, text]) => ({ path, text }));
  return rule.find(repository).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

describe('the files of the repository', () => {
  const files = {
    '.gitignore': '*.log\n',
    'a.ts': 'a',
    'data/db': 'd',
    'b/c.ts': 'c',
    'x.log': 'l',
  };

  test('are those that Git tracks or would track', () => {
    const root = folderWith(files);
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    execFileSync('git', ['add', 'a.ts', 'data/db'], { cwd: root });
    rmSync(join(root, 'data/db'));
    expect(pathsFromGit(root)?.sort()).toEqual(['.gitignore', 'a.ts', 'b/c.ts']);
  });

  test('are all but the well-known build folders where Git is missing', () => {
    const root = folderWith({ ...files, 'node_modules/d/e.ts': 'e' });
    expect(pathsFromGit(root)).toBeUndefined();
    expect(pathsFromFolders(root).sort()).toEqual(['.gitignore', 'a.ts', 'b/c.ts', 'x.log']);
  });

  test('have no text where they are binary', () => {
    const root = folderWith({ 'a.png': '\x89PNG\0', 'b.ts': 'text' });
    expect(readRepository(root).map((file) => file.text)).toEqual(['', 'text']);
  });
});

function folderWith(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'taleport-tidy-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
