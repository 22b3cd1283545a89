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
  readonly version?: string;
  /** Where npm installs those that fit the machine. */
  readonly optionalDependencies?: Record<string, string>;
}

/** Of the packages in an image those that do not belong there: of tests, of builds, of the studio, or the Node of npm. */
export function strayPackages(packages: readonly Installed[], lock: LockFile): string[] {
  const locked = Object.entries(lock.packages);
  const ofMachines = locked
    .filter(([, entry]) => isForUse(entry))
    .flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
  return packages
    .filter(({ name, version }) => {
      const same = locked.filter(
        ([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version,
      );
      const isNeeded = same.some(([, entry]) => isForUse(entry)) || ofMachines.includes(name);
      return (
        !isNeeded || name.startsWith('@angular/') || /^node-(bin-)?(linux|darwin|win)/.test(name)
      );
    })
    .map(({ name, version }) => `${name}@${version}`);
}

function isForUse({ dev, optional }: Locked): boolean {
  return !dev && !optional;
}
