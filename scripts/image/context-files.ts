import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathsFromFolders, pathsFromGit } from '../../tidy/repository-files.ts';

/** The files of a repository that `.dockerignore` leaves in the build context, by their paths from the root. */
export async function contextFiles(root: string): Promise<string[]> {
  const isIn = ignoreRules(await readFile(join(root, '.dockerignore'), 'utf8'));
  return (pathsFromGit(root) ?? pathsFromFolders(root)).filter(isIn);
}

/**
 * Whether a path is in the build context: the last rule that matches it or a folder above it says so ("Dockerfile
 * reference", ".dockerignore file"). Throws TypeError for a pattern with more than `*` and `**`.
 */
function ignoreRules(text: string): (path: string) => boolean {
  const lines = text.split('\n').map((line) => line.trim());
  const rules = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isException: line.startsWith('!'), pattern: patternOf(line) }));
  return (path) => {
    const parts = path.split('/');
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const last = rules.findLast(({ pattern }) => paths.some((each) => pattern.test(each)));
    return last?.isException ?? true;
  };
}

function patternOf(line: string): RegExp {
  const glob = line.replace(/^!/, '').replace(/^\/|\/$/g, '');
  if (/[?[\]\\]/.test(glob)) throw new TypeError(`A pattern that is not understood here: ${line}`);
  const source = glob
    .replace(/[.+^${}()|]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*/g, (stars) => ({ '**/': '(?:.*/)?', '**': '.*' })[stars] ?? '[^/]*');
  return new RegExp(`^${source}$`);
}
