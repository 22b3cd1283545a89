import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file of the repository: its path from the root with `/`, and its text ('' for a binary file). */
export interface RepositoryFile {
  path: string;
  text: string;
}

export interface Finding {
  path: string;
  line: number;
  message: string;
}

export interface Rule {
  name: string;
  find: (files: readonly RepositoryFile[]) => Finding[];
}

const UNTRACKED_FOLDERS = ['.git', '.angular', 'coverage', 'data', 'dist', 'node_modules'];

/** Reads every file of the repository that belongs to it, in the order of their paths. */
export function readRepository(root: string): RepositoryFile[] {
  const paths = pathsFromGit(root) ?? pathsFromFolders(root);
  return paths.sort().map((path) => ({ path, text: readText(join(root, path)) }));
}

/** The paths that Git tracks or would track, or undefined where the root is not a Git checkout. */
export function pathsFromGit(root: string): string[] | undefined {
  try {
    const listing = execFileSync(
      'git',
      ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 },
    );
    // A file that was deleted but not yet staged is still listed.
    const paths = listing.split('\0').filter((path) => path && existsSync(join(root, path)));
    // Nothing is listed when a source tarball lies unpacked in an ignored folder of another checkout.
    return paths.length > 0 ? paths : undefined;
  } catch {
    return undefined;
  }
}

/** The paths of all files under the root, without the folders that are never committed. */
export function pathsFromFolders(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isFile()) return [path];
    if (!entry.isDirectory() || UNTRACKED_FOLDERS.includes(entry.name)) return [];
    return pathsFromFolders(root, path);
  });
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}

/** Finds every place where the pattern matches, one finding a match. The pattern needs the flag g. */
export function findPattern(
  file: RepositoryFile,
  pattern: RegExp,
  message: (match: string) => string,
): Finding[] {
  return [...file.text.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineAt(file.text, match.index),
    message: message(match[0].trim()),
  }));
}

/** The line number, counted from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
