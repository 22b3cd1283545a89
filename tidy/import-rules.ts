import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Finding, RepositoryFile, Rule } from './repository-files.ts';
import { type ImportSite, importsOf, isScript, isTestCode } from './syntax.ts';

interface Boundary {
  name: string;
  /** The files that must keep to the boundary. */
  within: (file: RepositoryFile) => boolean;
  /**
   * Whether a target is out of bounds. A file of this repository is given by its path from the
   * root, a workspace imported by name by its folder, anything else by the specifier as written.
   */
  forbids: (target: string, from: string) => boolean;
}

const SERVER = 'apps/server/src/';

const boundaries: Boundary[] = [
  {
    name: 'packages import no app',
    within: under('packages/'),
    forbids: isUnder('apps/'),
  },
  {
    name: 'contracts and story-model run in browsers: no Node module',
    within: (file) => /^packages\/(contracts|story-model)\//.test(file.path) && !isTestCode(file),
    forbids: (target) => isBuiltin(target) || isUnder('packages/story-archive')(target),
  },
  {
    name: 'a feature imports no other feature',
    within: (file) => featuresRootOf(file.path) !== undefined && !isTableOfContents(file.path),
    forbids: (target, from) =>
      isTableOfContents(target) || (isFeature(target) && featureOf(target) !== featureOf(from)),
  },
  {
    name: 'jobs/ imports no feature',
    within: under(`${SERVER}jobs/`),
    forbids: isUnder(`${SERVER}features`),
  },
  {
    name: 'http/ imports no feature',
    within: under(`${SERVER}http/`),
    forbids: isUnder(`${SERVER}features`),
  },
  {
    name: 'only start/ joins the parts: nothing imports it',
    within: (file) => file.path.startsWith(SERVER) && !file.path.startsWith(`${SERVER}start/`),
    forbids: isUnder(`${SERVER}start`),
  },
  {
    name: 'only infrastructure/pglite imports PGlite',
    within: (file) => !file.path.startsWith(`${SERVER}infrastructure/pglite/`),
    forbids: isUnder('@electric-sql/pglite'),
  },
  {
    name: 'only infrastructure/azure-* imports the Azure SDK',
    within: (file) => !file.path.startsWith(`${SERVER}infrastructure/azure-`),
    forbids: isUnder('@azure'),
  },
  {
    name: 'only infrastructure/prometheus imports prom-client',
    within: (file) => !file.path.startsWith(`${SERVER}infrastructure/prometheus/`),
    forbids: isUnder('prom-client'),
  },
  {
    name: 'the web app imports nothing of the server',
    within: under('apps/web/'),
    forbids: isUnder('apps/server'),
  },
];

export const importRules: Rule[] = boundaries.map((boundary) => ({
  name: boundary.name,
  find: (files) => {
    const workspaces = workspacesOf(files);
    return files
      .filter((file) => isScript(file) && boundary.within(file))
      .flatMap((file) => findCrossings(file, boundary, workspaces));
  },
}));

function findCrossings(
  file: RepositoryFile,
  boundary: Boundary,
  workspaces: Map<string, string>,
): Finding[] {
  return importsOf(file)
    .filter((site) => boundary.forbids(targetOf(site, file.path, workspaces), file.path))
    .map(({ specifier, line }) => ({ path: file.path, line, message: `imports '${specifier}'` }));
}

function targetOf(site: ImportSite, from: string, workspaces: Map<string, string>): string {
  const { specifier } = site;
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  for (const [name, folder] of workspaces) {
    if (isUnder(name)(specifier)) return folder + specifier.slice(name.length);
  }
  return specifier;
}

/** The folder of each workspace by its package name. */
function workspacesOf(files: readonly RepositoryFile[]): Map<string, string> {
  const manifests = files.filter((file) => /^[^/]+\/[^/]+\/package\.json$/.test(file.path));
  return new Map(manifests.map((file) => [JSON.parse(file.text).name, posix.dirname(file.path)]));
}

function under(folder: string): (file: RepositoryFile) => boolean {
  return (file) => file.path.startsWith(folder);
}

function isUnder(folder: string): (target: string) => boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return (target) => target === folder || target.startsWith(prefix);
}

function featuresRootOf(path: string): string | undefined {
  return /^apps\/(server\/src|web\/src\/app)\/features\//.exec(path)?.[0];
}

function isTableOfContents(path: string): boolean {
  return path === `${featuresRootOf(path)}features.ts`;
}

function isFeature(path: string): boolean {
  return featureOf(path) !== undefined;
}

/** The feature folder that a file lies in; what lies directly in features/ is no feature. */
function featureOf(path: string): string | undefined {
  const root = featuresRootOf(path);
  const [feature, ...rest] = path.slice(root?.length).split('/');
  return root && rest.length > 0 ? `${root}${feature}` : undefined;
}
