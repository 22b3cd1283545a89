import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { texts as en } from './src/i18n/en/index.ts';
import { texts as hu } from './src/i18n/hu/index.ts';
import { texts as ro } from './src/i18n/ro/index.ts';

/** The texts by their key, such as `frame.scheme.light`. */
const english = byKey(en);
const features = Object.keys(en).join('|');
/**
 * In templates and code, a key stands in quotes as a whole. Where its last part is only known at run time, what stands
 * before it ends with a dot: `'frame.scheme.' + choice`.
 */
const literal = new RegExp(`['\`]((?:${features})\\.[\\w.]*)(?:['\`]|\\$\\{[^}]*\\}\`)`, 'g');

let named: Set<string>;
beforeAll(async () => {
  const app = join(import.meta.dirname, 'src/app');
  const paths = await Array.fromAsync(glob('**/*.{html,ts}', { cwd: app }));
  const sources = paths.filter((path) => !path.endsWith('.test.ts'));
  const files = await Promise.all(sources.map((path) => readFile(join(app, path), 'utf8')));
  named = new Set(files.flatMap((text) => [...text.matchAll(literal)].map(([, key = '']) => key)));
});

describe.each([
  ['Romanian', byKey(ro)],
  ['Hungarian', byKey(hu)],
])('the texts in %s', (_language, translated) => {
  it('are those of English, with the same parameters', () => {
    expect(parametersOf(translated)).toEqual(parametersOf(english));
  });

  it('are none of them empty', () => {
    expect([...translated].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('the texts of the interface', () => {
  it('are all there: no page names one that is missing', () => {
    const missing = [...named].filter((key) => {
      const has = key.endsWith('.') ? (known: string) => groupOf(known) === key : undefined;
      return has ? ![...english.keys()].some(has) : !english.has(key);
    });
    expect(missing).toEqual([]);
  });

  it('are all used', () => {
    const unused = [...english.keys()].filter((key) => !named.has(key) && !named.has(groupOf(key)));
    expect(unused).toEqual([]);
  });
});

/** `frame.scheme.` of `frame.scheme.light`. */
function groupOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.') + 1);
}

function parametersOf(texts: Map<string, string>): Record<string, string[]> {
  return Object.fromEntries(
    [...texts]
      .map(([key, text]): [string, string[]] => [
        key,
        [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name).toSorted(),
      ])
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}

function byKey(texts: object, start = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string'
        ? [[`${start}${name}`, value]]
        : [...byKey(value, `${start}${name}.`)],
    ),
  );
}
