import { dirname, join, resolve, sep } from 'node:path';
import { performCompilation, readConfiguration } from '@angular/compiler-cli';
import type { Plugin } from 'vitest/config';

const project = join(import.meta.dirname, 'tsconfig.json');
const folders = ['src', 'test'].map((name) => join(import.meta.dirname, name) + sep);

/**
 * Gives Vitest the studio as Angular's own compiler makes it, templates and styles included. All of it is compiled when
 * the first file is asked for; types are not checked here, that is `npm run types`.
 */
export function compileAngular(): Plugin {
  let compiled: Map<string, string> | undefined;
  return {
    name: 'taleport:compile-angular',
    enforce: 'pre',
    watchChange() {
      compiled = undefined;
    },
    load(id) {
      const [path = ''] = id.split('?');
      if (!path.endsWith('.ts') || !folders.some((folder) => resolve(path).startsWith(folder))) {
        return null;
      }
      compiled ??= compile();
      return compiled.get(resolve(path)) ?? null;
    },
  };
}

/** The JavaScript of each file of the studio, by the path of its source. */
function compile(): Map<string, string> {
  const { rootNames, options, errors } = readConfiguration(project, {
    noEmit: false,
    declaration: false,
    inlineSourceMap: true,
    inlineSources: true,
  });
  const [error] = errors;
  if (error) throw new Error(`${dirname(project)}: ${JSON.stringify(error.messageText)}`);
  const compiled = new Map<string, string>();
  performCompilation({
    rootNames,
    options,
    gatherDiagnostics: () => [],
    emitCallback: ({ program, targetSourceFile, customTransformers }) =>
      program.emit(
        targetSourceFile,
        (_path, text, _bom, _onError, sources) => {
          for (const { fileName } of sources ?? []) compiled.set(resolve(fileName), text);
        },
        undefined,
        false,
        customTransformers,
      ),
  });
  return compiled;
}
