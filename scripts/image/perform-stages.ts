import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import type { Stage, Step } from './dockerfile.ts';
import { makeRoot, runInRoot } from './root-folder.ts';

export interface Performing {
  /** The folder of the build context, and the paths of the files in it. */
  readonly context: string;
  readonly files: readonly string[];
  /** An empty folder for the roots of the stages. */
  readonly scratch: string;
  readonly say: (line: string) => void;
}

/** A stage that was performed: its root folder, and what its image says of processes in it. */
export interface Image {
  readonly root: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Performs the stages of a Dockerfile, one after the other, and returns the last. Throws where a step fails. */
export async function performStages(
  stages: readonly Stage[],
  performing: Performing,
): Promise<Image> {
  const performed = new Map<string, Image>();
  let image: Image | undefined;
  for (const [index, stage] of stages.entries()) {
    const name = stage.name ?? String(index);
    performing.say(`Stage ${name}, from ${stage.base}`);
    image = await beginStage(join(performing.scratch, name), performed.get(stage.base));
    for (const step of stage.steps)
      image = await performStep(step, image, { ...performing, performed });
    performed.set(name, image);
  }
  if (!image) throw new TypeError('A Dockerfile without stages');
  return image;
}

async function beginStage(root: string, base: Image | undefined): Promise<Image> {
  if (base) await copyAll(base.root, root);
  else await makeRoot(root);
  return base ? { ...base, root } : { root, folder: '/', environment: {} };
}

/** With owners, modes and links, which `cp` of Node changes. What is below a folder goes into the one that is there. */
async function copyAll(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['--archive', '--no-target-directory', from, to]);
}

type Surroundings = Performing & { readonly performed: ReadonlyMap<string, Image> };

async function performStep(step: Step, image: Image, around: Surroundings): Promise<Image> {
  switch (step.kind) {
    case 'environment':
      return { ...image, environment: { ...image.environment, ...step.values } };
    case 'folder': {
      const folder = posix.resolve(image.folder, step.path);
      await mkdir(join(image.root, folder), { recursive: true });
      return { ...image, folder };
    }
    case 'run': {
      around.say(`  ${step.command}`);
      const environment = { HOME: '/root', ...image.environment };
      const place = { ...image, environment, user: 'root', writable: 'all' as const };
      await runInRoot(place, ['sh', '-c', step.command]);
      return image;
    }
    case 'copy': {
      await copy(step, image, around);
      return image;
    }
  }
}

type Copy = Extract<Step, { kind: 'copy' }>;

async function copy(
  { from, sources, to }: Copy,
  image: Image,
  around: Surroundings,
): Promise<void> {
  const target = posix.resolve(image.folder, to);
  const isFolder = to.endsWith('/') || sources.length > 1;
  for (const source of sources) {
    const pairs =
      from === undefined ? fromContext(source, around) : [fromStage(from, source, around)];
    if (pairs.length === 0) throw new Error(`COPY finds nothing at ${source}`);
    for (const { path, below } of pairs) {
      const isFile = below === '' && (await stat(path)).isFile();
      const name = isFile && isFolder ? posix.basename(source) : below;
      const place = join(image.root, target, name);
      await mkdir(dirname(place), { recursive: true });
      await copyAll(path, place);
    }
  }
}

/** The files at or below a path of the context, with their paths below it. */
function fromContext(source: string, { context, files }: Surroundings) {
  return files
    .filter((file) => file === source || file.startsWith(`${source}/`))
    .map((file) => ({ path: join(context, file), below: file.slice(source.length + 1) }));
}

function fromStage(from: string, source: string, { performed }: Surroundings) {
  const stage = performed.get(from);
  if (!stage) throw new Error(`COPY names the stage ${from}, which is not there`);
  return { path: join(stage.root, source), below: '' };
}
