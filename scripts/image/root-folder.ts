import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the Node of this project is in a root folder: the base image has its own. */
const nodeFolder = '/opt/node';
const searched = `${nodeFolder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
/** The base image has this user; this machine may not. */
const nodeUser = 'node:x:1000:';

/** What a build needs to reach packages from this machine. */
const passedOn = ['NODE_EXTRA_CA_CERTS', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/**
 * Shows a folder as the root of a process, with the programs of this machine in place of those of the base image, and with
 * nothing else of this machine. The mounts are of one process and end with it.
 */
const enterRoot = `
set -eu
root=$1 accounts=$2 node=$3 cache=$4 writable=$5
shift 5
mount --bind "$root" "$root"
for folder in usr etc; do
  mount --bind "/$folder" "$root/$folder"
  mount -o remount,bind,ro "$root/$folder"
done
for folder in proc dev; do mount --rbind "/$folder" "$root/$folder"; done
for file in passwd group; do mount --bind "$accounts/$file" "$root/etc/$file"; done
mount --bind "$node" "$root${nodeFolder}"
mount -t tmpfs tmpfs "$root/tmp"
if [ "$writable" = all ]; then
  mount --bind "$cache" "$root/root/.npm"
else
  for folder in $writable; do mount --bind "$root$folder" "$root$folder"; done
  mount -o remount,bind,ro "$root"
fi
exec chroot "$@"
`;

/** Makes a new root, as empty as an image with nothing but a system and Node. */
export async function makeRoot(root: string): Promise<void> {
  for (const folder of ['usr', 'etc', 'proc', 'dev', 'tmp', `.${nodeFolder}`, 'root/.npm']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (!(await lstat(`/${name}`)).isSymbolicLink())
      throw new Error(`/${name} is not a link to /usr`);
    await symlink(await readlink(`/${name}`), join(root, name));
  }
  await makeAccounts(root);
}

/** Beside the roots, one for all of them. */
const accountsOf = (root: string) => join(dirname(root), '.accounts');

async function makeAccounts(root: string): Promise<void> {
  await mkdir(accountsOf(root), { recursive: true });
  for (const [file, rest] of [
    ['passwd', '1000::/:/bin/sh'],
    ['group', ''],
  ] as const) {
    const lines = (await readFile(`/etc/${file}`, 'utf8')).split('\n');
    const others = lines.filter((line) => line !== '' && !/^(node:|[^:]*:[^:]*:1000:)/.test(line));
    await writeFile(join(accountsOf(root), file), `${[...others, nodeUser + rest].join('\n')}\n`);
  }
}

export interface InRoot {
  readonly root: string;
  readonly user: string;
  /** The working directory in the root. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where it may write besides /tmp; everywhere for a build. */
  readonly writable: readonly string[] | 'all';
}

/** Starts a program in a root folder. Its process is the one that is returned, so that signals reach it. */
export function spawnInRoot(place: InRoot, words: readonly string[]): ChildProcess {
  const { root, user, folder, environment, writable } = place;
  const isBuild = writable === 'all';
  const passed = isBuild ? passedOn.map((name) => [name, process.env[name]]) : [];
  const values = { PATH: searched, ...Object.fromEntries(passed), ...environment };
  const assigned = Object.entries(values).flatMap(([name, value]) =>
    value ? [`${name}=${value}`] : [],
  );
  const cache = process.env.npm_config_cache ?? join(homedir(), '.npm');
  const shown = [
    accountsOf(root),
    dirname(process.execPath),
    cache,
    isBuild ? 'all' : writable.join(' '),
  ];
  const entered = [
    `--userspec=${user}:${user}`,
    root,
    '/usr/bin/env',
    '-i',
    '-C',
    folder,
    ...assigned,
  ];
  return spawn(
    'unshare',
    ['--mount', 'sh', '-c', enterRoot, 'enter-root', root, ...shown, ...entered, ...words],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

/** Runs a program in a root folder to its end, and returns what it printed. Throws with that where it fails. */
export async function runInRoot(place: InRoot, words: readonly string[]): Promise<string> {
  const child = spawnInRoot(place, words);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code === 0) return said;
  throw new Error(`${words.join(' ')} ended with ${code}:\n${said}`);
}
