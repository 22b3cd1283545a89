import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings, settingsSchema } from './apps/server/src/start/config.ts';
import { checkRole } from './apps/server/src/start/role.ts';
import {
  type BicepFile,
  bicepReader,
  descendants,
  literalOf,
  propertyOf,
} from './scripts/deployment/read-bicep.ts';
import { contextFiles } from './scripts/image/context-files.ts';
import { readDockerfile } from './scripts/image/dockerfile.ts';

const root = import.meta.dirname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = (path: string) => JSON.parse(read(path));
const stages = readDockerfile(read('Dockerfile'));
const defaults = readSettings({
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://stories.example.org',
  SECRET: 'x'.repeat(32),
});

describe('the Dockerfile', () => {
  it('copies what is in the build context or in a stage before', async () => {
    const files = await contextFiles(root);
    for (const [index, { steps }] of stages.entries()) {
      const copies = steps.filter((step) => step.kind === 'copy');
      for (const { from, sources } of copies) {
        if (from !== undefined) {
          expect(stages.slice(0, index).map(({ name }) => name)).toContain(from);
          continue;
        }
        const found = sources.filter((source) =>
          files.some((file) => `${file}/`.startsWith(`${source}/`)),
        );
        expect(found).toEqual(sources);
      }
    }
    expect(
      files.filter((file) => /\.test\.ts$|(^|\/)(node_modules|dist|data)\//.test(file)),
    ).toEqual([]);
  });

  it('gives npm the manifest of every workspace', () => {
    const [{ steps = [] } = {}] = stages;
    const copied = steps.flatMap((step) => (step.kind === 'copy' ? step.sources : []));
    const workspaces = globSync('{apps,packages}/*/package.json', { cwd: root });
    expect(copied).toEqual(expect.arrayContaining(workspaces));
  });

  it('runs on the Node of the project', () => {
    const [version = ''] = Object.values<string>(manifest('package.json').optionalDependencies);
    const images = stages.map(({ base }) => base).filter((base) => base.includes(':'));
    expect(new Set(images)).toEqual(new Set([`node:${version.split('.')[0]}-trixie-slim`]));
  });

  it('runs as a user, on settings that are known', () => {
    const stage = stages.at(-1);
    expect(stage).toMatchObject({ user: 'node', command: ['serve'], volumes: ['/data'] });
    const set = stage?.steps.flatMap((step) =>
      step.kind === 'environment' ? Object.keys(step.values) : [],
    );
    expect(Object.keys(settingsSchema.shape)).toEqual(expect.arrayContaining(set ?? []));
  });
});

interface Service {
  readonly image: string;
  readonly command: string[];
  readonly environment: Record<string, string>;
}

describe('compose.yaml', () => {
  const text = read('compose.yaml');
  const services: Record<string, Service> = parse(text, { merge: true }).services;
  const ours = [services.api, services.worker] as Service[];
  const folder = mkdtempSync(join(tmpdir(), 'taleport-secrets-'));
  const file = join(folder, '.env');
  const makeSecrets = () =>
    execFileSync('sh', [join(root, 'scripts/make-secrets.sh'), file], { stdio: 'pipe' });
  makeSecrets();
  const secrets = linesOf(readFileSync(file, 'utf8'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has secrets that only its owner can read, and that stay', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(makeSecrets).toThrow('File exists');
    expect(linesOf(readFileSync(file, 'utf8'))).toEqual(secrets);
  });

  it.each(['api', 'worker'] as const)('gives the %s all settings that it needs', (role) => {
    const { command, environment = {} } = services[role] ?? {};
    expect(command).toEqual([role]);
    const filled = Object.entries(environment).map(([name, value]) => [name, fill(value, secrets)]);
    const settings = readSettings({ NODE_ENV: 'production', ...Object.fromEntries(filled) });
    expect(() => checkRole(role, settings)).not.toThrow();
    expect(Object.keys(settingsSchema.shape)).toEqual(
      expect.arrayContaining(Object.keys(environment)),
    );
  });

  it('lets no process write or gain rights', () => {
    const closed = { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };
    for (const service of Object.values(services)) expect(service).toMatchObject(closed);
    expect(new Set(ours.map(({ image }) => image))).toEqual(new Set(['taleport']));
  });

  it('reads from .env what the example explains and the script makes', () => {
    const example = [...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    const wanted = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    expect(new Set(wanted)).toEqual(new Set(example));
    const required = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name);
    expect(new Set(Object.keys(secrets))).toEqual(new Set(required));
  });

  it('has the Azurite that the tests use', () => {
    const { azurite } = manifest('apps/server/package.json').devDependencies;
    expect(services.storage?.image.endsWith(`/azurite:${azurite}`)).toBe(true);
  });
});

/** The lines `NAME=value` of a text. */
function linesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=', 2)),
  );
}

/** Puts values in place of `${NAME}`, `${NAME:?message}` and `${NAME:-default}`. */
function fill(text: string, values: Record<string, string>): string {
  return text.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name, kind, rest) => values[name] ?? (kind === '-' ? rest : ''),
  );
}

describe('the description for Azure', () => {
  const files = new Map<string, BicepFile>();
  const at = (path: string) => {
    const file = files.get(path);
    if (!file) throw new Error(`There is no ${path}`);
    return file;
  };
  beforeAll(async () => {
    const readBicep = await bicepReader();
    for (const path of globSync('infra/**/*.bicep', { cwd: root })) {
      files.set(path, await readBicep(join(root, path)));
    }
  });

  it('is Bicep in which every name leads to something that is used', () => {
    for (const file of files.values()) {
      expect(file.errors).toEqual([]);
      const { declared, used } = file;
      expect([file.path, [...used].filter((name) => !declared.has(name))]).toEqual([file.path, []]);
      expect([...file.functions].filter((name) => !knownFunctions.has(name))).toEqual([]);
      const needless = [...file.parameters.keys()].filter((name) => !used.has(name));
      expect([file.path, needless]).toEqual([file.path, []]);
    }
  });

  it('gives each module what it needs, and asks for outputs that are there', () => {
    const reached = new Set(['infra/main.bicep', 'infra/api.bicep', 'infra/worker.bicep']);
    for (const file of files.values()) {
      for (const [name, { path, parameters }] of file.modules) {
        const module = at(relative(root, join(file.path, '..', path)));
        reached.add(relative(root, module.path));
        expectGiven(module, parameters, `${file.path} ${name}`);
        const asked = [...file.moduleOutputs].filter((output) => output.startsWith(`${name}.`));
        const there = [...module.outputs].map((output) => `${name}.outputs.${output}`);
        expect(there).toEqual(expect.arrayContaining(asked));
      }
    }
    expect(reached).toEqual(new Set(files.keys()));
  });

  it('gives azd the values of every parameter', () => {
    const services = Object.keys(parse(read('azure.yaml')).services);
    expect(services).toEqual(['api', 'worker']);
    const fromAzd = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'AZURE_PRINCIPAL_ID'];
    const images = services.map((service) => `SERVICE_${service.toUpperCase()}_IMAGE_NAME`);
    const known = new Set([...fromAzd, ...images, ...at('infra/main.bicep').outputs]);
    for (const name of ['main', ...services]) {
      const text = read(`infra/${name}.parameters.json`);
      expectGiven(at(`infra/${name}.bicep`), Object.keys(JSON.parse(text).parameters), name);
      const wanted = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, variable]) => variable ?? '');
      expect(wanted.filter((variable) => !known.has(variable))).toEqual([]);
    }
  });

  it('runs each role on all settings that it needs', () => {
    const { root: tree } = at('infra/modules/container-app.bicep');
    const env = descendants(tree).find(
      (node) => node.type === 'object_property' && node.text.startsWith('env:'),
    );
    const variables =
      env?.namedChildren[1]?.namedChildren.filter(({ type }) => type === 'object') ?? [];
    const environment = variables.map((variable) => {
      const name = literalOf(propertyOf(variable, 'name')) ?? '';
      return [name, literalOf(propertyOf(variable, 'value')) ?? samples[name]];
    });
    const settings = readSettings(Object.fromEntries(environment));
    expect(environment).toContainEqual(['NODE_ENV', 'production']);
    for (const role of ['api', 'worker'] as const) {
      expect(() => checkRole(role, settings)).not.toThrow();
    }
    const names = environment.map(([name]) => name);
    const known = [...Object.keys(settingsSchema.shape), 'AZURE_CLIENT_ID'];
    expect(known).toEqual(expect.arrayContaining(names));
  });

  it('names queues, containers and days as the settings do', () => {
    const { exportQueueName, publishQueueName, importQueueName, forkQueueName } = defaults.features;
    const queueNames = [exportQueueName, publishQueueName, importQueueName, forkQueueName];
    const storage = read('infra/modules/storage.bicep');
    for (const text of [storage, read('infra/worker.bicep')]) {
      const [, list = ''] = /param queueNames array = \[([^\]]*)\]/.exec(text) ?? [];
      expect(list.match(/[\w-]+/g)).toEqual(queueNames);
    }
    const shape = settingsSchema.shape;
    const value = (name: string) =>
      new RegExp(`param ${name} \\w+ = '?([\\w-]+)'?`).exec(storage)?.[1];
    expect(value('mediaContainer')).toBe(shape.AZURE_STORAGE_CONTAINERS_MEDIA.parse(undefined));
    expect(value('exportsContainer')).toBe(shape.AZURE_STORAGE_CONTAINERS_EXPORTS.parse(undefined));
    expect(value('uploadsContainer')).toBe(shape.AZURE_STORAGE_CONTAINERS_UPLOADS.parse(undefined));
    const dayMs = 86_400_000;
    expect(Number(value('forgottenPackageDays')) * dayMs).toBeGreaterThanOrEqual(
      defaults.jobs.keepRowsMs,
    );
    expect(Number(value('lostUploadDays')) * dayMs).toBeGreaterThan(defaults.features.keepUnusedMs);
    expect(Number(value('forgottenUploadDays')) * dayMs).toBeGreaterThan(
      defaults.features.uploads.keepMs,
    );
  });
});

/** Values of the form that the modules give. */
const samples: Readonly<Record<string, string>> = {
  PORT: '3000',
  PUBLIC_URL: 'https://taleport-api.example.org',
  TRUST_PROXY: '100.100.0.0/17',
  SECRET: 'x'.repeat(45),
  DATABASE_URL: 'postgresql://taleport:x@host:5432/taleport?sslmode=verify-full',
  DATABASE_CONNECTIONS: '5',
  AZURE_STORAGE_ACCOUNT: 'stexample',
};

/** Functions and decorators of Bicep that are used; another one belongs here once somebody has looked it up. */
const knownFunctions = new Set(
  [
    'allowed description maxLength maxValue minLength minValue secure',
    'concat empty guid json map resourceGroup string subscription subscriptionResourceId toLower uniqueString uriComponent',
  ].flatMap((names) => names.split(' ')),
);

function expectGiven({ parameters }: BicepFile, given: readonly string[], whose: string): void {
  const required = [...parameters].filter(([, { isRequired }]) => isRequired).map(([name]) => name);
  expect([whose, required.filter((name) => !given.includes(name))]).toEqual([whose, []]);
  expect([whose, given.filter((name) => !parameters.has(name))]).toEqual([whose, []]);
}
