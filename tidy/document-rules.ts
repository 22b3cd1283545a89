import { posix } from 'node:path';
import { type Finding, lineAt, type RepositoryFile, type Rule } from './repository-files.ts';

const FENCED_CODE = /^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?^[ \t]*\1/gm;
const INLINE_CODE = /(`+)[^`][\s\S]*?\1/g;
const LINK =
  /\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\s*\[(?!\^)[^\]]+\]:\s*(\S+)|\b(?:src|href)="([^"]+)"/gm;
const HAS_SCHEME = /^([a-z][a-z0-9+.-]*:|\/\/)/i;
const NPM_OPTION = String.raw`(?: +(?:(?:-w|--workspace|--prefix)[ =]\S+|--?[\w-]+))*`;
const NPM_SCRIPT = new RegExp(
  String.raw`\bnpm${NPM_OPTION} +(?:run${NPM_OPTION} +(\w[\w-]*(?:[:.]\w[\w-]*)*)|(start|test)\b)`,
  'g',
);

export const documentRules: Rule[] = [
  {
    name: 'every relative link in a document leads to a file',
    find: (files) => {
      const known = knownTargets(files);
      return files.filter(isDocument).flatMap((file) => findDeadLinks(file, known));
    },
  },
  {
    name: 'every npm script named in a document exists',
    find: (files) => {
      const manifests = files.filter((file) => posix.basename(file.path) === 'package.json');
      return files.filter(isDocument).flatMap((file) => findUnknownScripts(file, manifests));
    },
  },
];

function isDocument(file: RepositoryFile): boolean {
  return file.path.endsWith('.md');
}

/** All files, and the folders that they lie in. */
function knownTargets(files: readonly RepositoryFile[]): Set<string> {
  const targets = new Set(['.']);
  for (const { path } of files) {
    for (let target = path; target !== '.'; target = posix.dirname(target)) targets.add(target);
  }
  return targets;
}

function findDeadLinks(file: RepositoryFile, known: Set<string>): Finding[] {
  const prose = file.text.replace(FENCED_CODE, blank).replace(INLINE_CODE, blank);
  return [...prose.matchAll(LINK)].flatMap((match) => {
    const link = match[1] ?? match[2] ?? match[3] ?? '';
    if (HAS_SCHEME.test(link) || link.startsWith('#')) return [];
    if (known.has(targetOf(link, file.path))) return [];
    const line = lineAt(prose, match.index + match[0].indexOf(link));
    return [{ path: file.path, line, message: `links to ${link}, which does not exist` }];
  });
}

/** Blanks out a match so that the lines after it keep their numbers. */
function blank(match: string): string {
  return match.replace(/[^\n]/g, ' ');
}

function targetOf(link: string, from: string): string {
  const [path = ''] = decodeURI(link).split(/[?#]/);
  const folder = path.startsWith('/') ? '.' : posix.dirname(from);
  return posix.join(folder, path).replace(/\/$/, '');
}

function findUnknownScripts(document: RepositoryFile, manifests: RepositoryFile[]): Finding[] {
  return [...document.text.matchAll(NPM_SCRIPT)].flatMap((match) => {
    const script = match[1] ?? match[2] ?? '';
    const line = lineAt(document.text, match.index);
    const wholeLine = document.text.split('\n')[line - 1] ?? '';
    const candidates = manifests.filter((file) => isMeant(file, document, wholeLine));
    if (candidates.some((file) => script in (JSON.parse(file.text).scripts ?? {}))) return [];
    return [
      {
        path: document.path,
        line,
        message: `names the npm script ${script}, which no package.json has`,
      },
    ];
  });
}

/** A command means the manifests above its document and those whose folder or name its line names. */
function isMeant(manifest: RepositoryFile, document: RepositoryFile, line: string): boolean {
  const folder = posix.dirname(manifest.path);
  if (folder === '.' || document.path.startsWith(`${folder}/`)) return true;
  const { name } = JSON.parse(manifest.text);
  return line.split(/[\s=;&]+/).some((word) => word === folder || word === name);
}
