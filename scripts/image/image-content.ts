import { glob, lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Installed {
  readonly name: string;
  readonly version: string;
}

/** The packages below a `node_modules` folder, without those of this project, by name. */
export async function installedPackages(folder: string): Promise<Installed[]> {
  const patterns = ['*/package.json', '@*/*/package.json', '**/node_modules/{*,@*/*}/package.json'];
  const found = await Array.fromAsync(glob(patterns, { cwd: folder }));
  const manifests = found
    .filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .filter((path) => !path.startsWith('@taleport/'));
  const read = await Promise.all(manifests.map((path) => readFile(join(folder, path), 'utf8')));
  const packages = read.map((text): Installed => JSON.parse(text));
  return packages.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The sizes of files below each of the folders, in bytes. Links count nothing. */
export async function folderSizes(
  root: string,
  folders: readonly string[],
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const folder of folders) {
    let bytes = 0;
    for await (const path of glob('**/*', { cwd: join(root, folder) })) {
      const entry = await lstat(join(root, folder, path));
      if (entry.isFile()) bytes += entry.size;
    }
    sizes.set(folder, bytes);
  }
  return sizes;
}

interface LockFile {
  readonly packages: Record<string, Locked>;
}

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** For tests or builds, and optional for something else. */
  readonly devOptional?: boolean;
  readonly version?: string;
  /** Of a package that fits some machines only. */
  readonly cpu?: readonly string[];
  readonly optionalDependencies?: Record<string, string>;
}

/**
 * Of the packages in an image those that do not belong there: of tests, of builds, of the studio, or the Node of npm. What is
 * optional belongs there only as the program, for one kind of machine, of a package that does.
 */
export function strayPackages(packages: readonly Installed[], lock: LockFile): string[] {
  const programs = packages.flatMap((owner) => programsOf(owner, lock));
  return packages
    .filter((each) => {
      const isNeeded = lockedAs(each, lock).some(isForUse) || programs.includes(each.name);
      return (
        !isNeeded ||
        each.name.startsWith('@angular/') ||
        /^node-(bin-)?(linux|darwin|win)/.test(each.name)
      );
    })
    .map(({ name, version }) => `${name}@${version}`);
}

/** Of the packages in an image those whose program for the machine is not there. */
export function packagesWithoutProgram(packages: readonly Installed[], lock: LockFile): string[] {
  const names = new Set(packages.map(({ name }) => name));
  return packages
    .filter((owner) => {
      const programs = programsOf(owner, lock);
      return programs.length > 0 && !programs.some((name) => names.has(name));
    })
    .map(({ name }) => name);
}

/** The names of the packages of which one, the one that fits the machine, is a part of this one. */
function programsOf(owner: Installed, lock: LockFile): string[] {
  const own = lockedAs(owner, lock).filter(isForUse);
  return own.flatMap(({ optionalDependencies = {} }) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => lockedAs({ name, version }, lock).some(({ cpu }) => cpu))
      .map(([name]) => name),
  );
}

function lockedAs({ name, version }: Installed, lock: LockFile): Locked[] {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version)
    .map(([, entry]) => entry);
}

function isForUse({ dev, optional, devOptional }: Locked): boolean {
  return !dev && !optional && !devOptional;
}
