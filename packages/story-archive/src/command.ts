import { PackageError } from './package/package-error.ts';
import { verifyPackage } from './package/verify-package.ts';
import { ArchiveFormatError } from './zip/archive-format-error.ts';
import { openFileSource } from './zip/file-source.ts';

interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

const usage = 'Usage: taleport-archive verify FILE';

/**
 * The command `taleport-archive`. Resolves to its exit code: 0 for a good package, 1 for one that is not good or cannot
 * be read, with the reason on the error output, and 2 for a command that is not one.
 */
export async function runCommand(args: readonly string[], { out, error }: Output): Promise<number> {
  const [command, file, ...rest] = args;
  if (command !== 'verify' || file === undefined || rest.length > 0) {
    error(usage);
    return 2;
  }
  try {
    const { manifest, entryCount, sizeBytes } = await verifyFile(file);
    out(`${file}: good (${entryCount} entries, ${sizeBytes} bytes)`);
    if (!manifest.complete) {
      out(`${file}: ${manifest.missing.length} media files are listed as missing`);
    }
    return 0;
  } catch (failure) {
    error(`${file}: ${explain(failure)}`);
    return 1;
  }
}

async function verifyFile(path: string) {
  const source = await openFileSource(path);
  try {
    return await verifyPackage(source);
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
