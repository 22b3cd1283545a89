import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextFiles } from './image/context-files.ts';
import { readDockerfile } from './image/dockerfile.ts';
import {
  folderSizes,
  installedPackages,
  packagesWithoutProgram,
  strayPackages,
} from './image/image-content.ts';
import { performStages } from './image/perform-stages.ts';
import { tryImage } from './image/try-image.ts';

const root = join(import.meta.dirname, '..');
const notice = `NO IMAGE IS BUILT HERE. The steps of the Dockerfile are performed in empty folders of this machine, with its system and
the project's Node in place of the base image. Whether an engine builds the same is for "docker build" to say.`;

/**
 * Performs the Dockerfile without a container engine and runs the result as an engine would: as its user, with a root
 * folder that cannot be written. Needs Linux, and root for mounts and `chroot`.
 */
async function main(): Promise<void> {
  console.log(notice);
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(
      'This needs Linux and root: it mounts folders for the processes that it starts.',
    );
  }
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-image-'));
  try {
    const stages = readDockerfile(await readFile(join(root, 'Dockerfile'), 'utf8'));
    const stage = stages.at(-1);
    if (!stage) throw new TypeError('The Dockerfile has no stage');
    const files = await contextFiles(root);
    const say = console.log;
    const image = await performStages(stages, { context: root, files, scratch, say });
    await tellContent(image.root);
    const story = join(root, 'samples/the-lamp-in-the-fog');
    await tryImage({ image, stage, story, scratch, say });
    console.log(notice);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function tellContent(image: string): Promise<void> {
  const folders = [
    'app/node_modules',
    'app/apps/server',
    'app/apps/web/dist',
    'app/packages',
    'app',
  ];
  for (const [folder, bytes] of await folderSizes(image, folders)) {
    console.log(`${(bytes / 1e6).toFixed(1).padStart(8)} MB  /${folder}`);
  }
  const packages = await installedPackages(join(image, 'app/node_modules'));
  console.log(
    `${packages.length} packages: ${packages.map(({ name, version }) => `${name}@${version}`).join(' ')}`,
  );
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const stray = strayPackages(packages, lock);
  if (stray.length > 0) throw new Error(`In the image without need: ${stray.join(', ')}`);
  const halves = packagesWithoutProgram(packages, lock);
  if (halves.length > 0) throw new Error(`No program for this machine: ${halves.join(', ')}`);
}

await main();
