import { DockerfileParser, type Instruction } from 'dockerfile-ast';

export type Step =
  | {
      readonly kind: 'copy';
      readonly from?: string;
      readonly sources: string[];
      readonly to: string;
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'environment'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'folder'; readonly path: string };

export interface Stage {
  readonly name: string | undefined;
  /** An image, or the name of a stage before it. */
  readonly base: string;
  readonly steps: readonly Step[];
  /** As the last stage says it how the image is run; empty where it does not. */
  readonly user: string;
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** An instruction, or a form of one, that is not performed here: it would be wrong to pass over it. */
class UnknownInstructionError extends Error {
  constructor(instruction: Instruction) {
    super(`Nobody has taught this what to do with: ${instruction.getTextContent()}`);
    this.name = 'UnknownInstructionError';
  }
}

/** What is for the engine or for people, and changes nothing of what is in the image. */
const notPerformed = ['EXPOSE', 'FROM', 'LABEL', 'STOPSIGNAL'];

/** The stages of a Dockerfile, in order. Throws UnknownInstructionError for what is not used in ours. */
export function readDockerfile(text: string): Stage[] {
  const stages: Instruction[][] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') stages.push([]);
    const stage = stages.at(-1);
    if (!stage) throw new UnknownInstructionError(instruction);
    stage.push(instruction);
  }
  return stages.map(readStage);
}

function readStage(instructions: readonly Instruction[]): Stage {
  const steps: Step[] = [];
  const said = { user: 'root', volumes: [] as string[] };
  const exec = { ENTRYPOINT: [] as string[], CMD: [] as string[], HEALTHCHECK: [] as string[] };
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword();
    const step = readStep(keyword, instruction);
    if (step) steps.push(step);
    else if (keyword === 'USER') said.user = wordsOf(instruction).join(' ');
    else if (keyword === 'VOLUME') said.volumes.push(...wordsOf(instruction));
    else if (keyword === 'ENTRYPOINT' || keyword === 'CMD' || keyword === 'HEALTHCHECK') {
      exec[keyword] = execForm(instruction);
    } else if (!notPerformed.includes(keyword)) throw new UnknownInstructionError(instruction);
  }
  const [base = '', , name] = instructions[0] ? wordsOf(instructions[0]) : [];
  const { ENTRYPOINT: entrypoint, CMD: command, HEALTHCHECK: healthcheck } = exec;
  return { name, base, steps, ...said, entrypoint, command, healthcheck };
}

function readStep(keyword: string, instruction: Instruction): Step | undefined {
  const words = wordsOf(instruction);
  if (keyword === 'RUN') return { kind: 'run', command: joinLines(instruction) };
  if (keyword === 'WORKDIR') return { kind: 'folder', path: words[0] ?? '' };
  if (keyword === 'ENV') return { kind: 'environment', values: readValues(instruction, words) };
  if (keyword !== 'COPY') return undefined;
  const flags = words.filter((word) => word.startsWith('--'));
  const [from, ...others] = flags.map((flag) => /^--from=(.+)$/.exec(flag)?.[1]);
  if (others.length > 0 || (flags.length > 0 && from === undefined)) {
    throw new UnknownInstructionError(instruction);
  }
  const sources = words.slice(flags.length, -1);
  return { kind: 'copy', ...(from !== undefined && { from }), sources, to: words.at(-1) ?? '' };
}

function readValues(instruction: Instruction, words: readonly string[]): Record<string, string> {
  const pairs = words.map((word) => /^(\w+)=([^"'$\\]*)$/.exec(word));
  return Object.fromEntries(
    pairs.map((pair) => {
      if (!pair) throw new UnknownInstructionError(instruction);
      return [pair[1], pair[2]];
    }),
  );
}

/** The form of a JSON array, which no shell reads. */
function execForm(instruction: Instruction): string[] {
  const [, array] = /(?:^|\s)(\[.*\])$/s.exec(joinLines(instruction)) ?? [];
  if (array === undefined) throw new UnknownInstructionError(instruction);
  return JSON.parse(array);
}

/** Flags too, unlike `getArguments`. */
function wordsOf(instruction: Instruction): string[] {
  return joinLines(instruction).split(/\s+/);
}

function joinLines(instruction: Instruction): string {
  const [, text = ''] = /^\S+\s+(.*)$/s.exec(instruction.getTextContent()) ?? [];
  return text.replace(/\\\n\s*/g, ' ').trim();
}
