import ts from 'typescript';
import type { Finding, RepositoryFile, Rule } from './repository-files.ts';
import { findPattern } from './repository-files.ts';
import { isScript, isTestCode, isTestFunction, lineOf, nodesOf } from './syntax.ts';

const MAY_READ_ENVIRONMENT = /^(apps\/server\/(src\/start|bin|test)|packages\/[^/]+\/bin)\//;
const FEATURE_JOB = /^apps\/server\/src\/features\/([^/]+)\/[^/]+-job\.ts$/;
const HELD_BACK = ['only', 'skip', 'todo'];

export const codeRules: Rule[] = [
  nodeRule('no test is held back by only, skip or todo', isHeldBack),
  nodeRule('no value is cast to any', isCastToAny),
  nodeRule('no error is swallowed by an empty catch', isEmptyCatch),
  {
    name: 'only start/ and bin/ read the environment',
    find: (files) =>
      files
        .filter((file) => /^(apps|packages)\//.test(file.path) && isScript(file))
        .filter((file) => !MAY_READ_ENVIRONMENT.test(file.path) && !isTestCode(file))
        .flatMap((file) => findNodes(file, readsEnvironment)),
  },
  {
    name: 'jobs/ names no job kind',
    find: (files) => {
      const kinds = files.flatMap((file) => FEATURE_JOB.exec(file.path)?.[1] ?? []);
      if (kinds.length === 0) return [];
      const pattern = new RegExp(`\\b(${kinds.join('|')})\\b`, 'g');
      return files
        .filter((file) => file.path.startsWith('apps/server/src/jobs/'))
        .flatMap((file) => findPattern(file, pattern, (kind) => `names the job kind ${kind}`));
    },
  },
];

function nodeRule(name: string, matches: (node: ts.Node) => boolean): Rule {
  return { name, find: (files) => files.filter(isScript).flatMap((f) => findNodes(f, matches)) };
}

function findNodes(file: RepositoryFile, matches: (node: ts.Node) => boolean): Finding[] {
  return nodesOf(file)
    .filter(matches)
    .map((node) => {
      const [firstLine = ''] = node.getText().split('\n');
      return { path: file.path, line: lineOf(node), message: firstLine };
    });
}

function isHeldBack(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node)) return false;
  return HELD_BACK.includes(node.name.text) && isTestFunction(node.expression);
}

function isCastToAny(node: ts.Node): boolean {
  const isCast = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
  return isCast && node.type.kind === ts.SyntaxKind.AnyKeyword;
}

function isEmptyCatch(node: ts.Node): boolean {
  if (ts.isCatchClause(node)) return node.block.statements.length === 0;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const [handler] = node.arguments;
  if (node.expression.name.text !== 'catch' || !handler) return false;
  const isFunction = ts.isArrowFunction(handler) || ts.isFunctionExpression(handler);
  // Where the same error is told elsewhere, a comment in the handler says so.
  return isFunction && /^\{\s*\}$/.test(handler.body.getText());
}

/** `process.env`, `process['env']`, `const { env } = process` and `import { env } from 'process'`. */
function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === 'env' && isProcess(node.expression);
  }
  if (ts.isElementAccessExpression(node)) {
    return isNamedEnv(node.argumentExpression) && isProcess(node.expression);
  }
  if (ts.isBindingElement(node)) {
    const declaration = node.parent.parent;
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
    return isNamedEnv(node.propertyName ?? node.name) && isProcess(declaration.initializer);
  }
  if (!ts.isImportSpecifier(node)) return false;
  const source = node.parent.parent.parent.moduleSpecifier;
  return isNamedEnv(node.propertyName ?? node.name) && /^.(node:)?process.$/.test(source.getText());
}

function isProcess(node: ts.Node): boolean {
  return /^(globalThis\.)?process$/.test(node.getText());
}

function isNamedEnv(node: ts.Node): boolean {
  return (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && node.text === 'env';
}
