import { PackageError } from './package/package-error.ts';
import { verifyPackage } from './package/verify-package.ts';
import { ArchiveFormatError } from './zip/archive-format-error.ts';
import { type FileSource, openFileSource } from './zip/file-source.ts';
import { inspectArchive } from './zip/inspect-archive.ts';

interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

const commands: Readonly<Record<string, (path: string) => Promise<readonly string[]>>> = {
  inspect: inspectFile,
  verify: verifyFile,
};

const usage = `Usage: taleport-archive ${Object.keys(commands).join('|')} FILE`;

/**
 * The command `taleport-archive`: `verify` is for a story package as Taleport writes them, `inspect` for any ZIP file that
 * it reads. Resolves to its exit code: 0 for a good file, 1 for one that is not good or cannot be read, with the reason on
 * the error output, and 2 for a command that is not one.
 */
export async function runCommand(args: readonly string[], { out, error }: Output): Promise<number> {
  const [name = '', file, ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined || file === undefined || rest.length > 0) {
    error(usage);
    return 2;
  }
  try {
    for (const line of await command(file)) out(line);
    return 0;
  } catch (failure) {
    error(`${file}: ${explain(failure)}`);
    return 1;
  }
}

async function verifyFile(path: string): Promise<readonly string[]> {
  const { manifest, entryCount, sizeBytes } = await reading(path, verifyPackage);
  const good = `${path}: good (${entryCount} entries, ${sizeBytes} bytes)`;
  if (manifest.complete) return [good];
  return [good, `${path}: ${manifest.missing.length} media files are listed as missing`];
}

/** A line for each entry: its bytes, those that it takes in the archive, and its name. */
async function inspectFile(path: string): Promise<readonly string[]> {
  const entries = await reading(path, inspectArchive);
  const width = Math.max(0, ...entries.map(({ sizeBytes }) => String(sizeBytes).length));
  return [
    ...entries.map(({ name, sizeBytes, compressedSizeBytes }) => {
      const [size, packed] = [sizeBytes, compressedSizeBytes].map((bytes) =>
        String(bytes).padStart(width),
      );
      return `${size}  ${packed}  ${printable(name)}`;
    }),
    `${path}: read (${entries.length} entries)`,
  ];
}

async function reading<Result>(
  path: string,
  read: (source: FileSource) => Promise<Result>,
): Promise<Result> {
  const source = await openFileSource(path);
  try {
    return await read(source);
  } finally {
    await source.close();
  }
}

function explain(failure: unknown): string {
  if (failure instanceof ArchiveFormatError || failure instanceof PackageError) {
    const entry = failure.entry === undefined ? '' : ` [${failure.entry}]`;
    return printable(`refused by the rule ${failure.rule}${entry}: ${failure.message}`);
  }
  return `cannot be read: ${reasonOf(failure)}`;
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const code = 'code' in failure ? failure.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : failure.message;
}

/** A hostile name must not speak to the terminal. */
function printable(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
