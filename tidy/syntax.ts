import ts from 'typescript';
import type { RepositoryFile } from './repository-files.ts';

const SCRIPT = /\.[cm]?[jt]s$/;
const TEST_FILE = /\.(test|spec)\.ts$/;
const TEST_RUNNERS = ['vitest', '@playwright/test'];
const TEST_FUNCTIONS = ['describe', 'it', 'suite', 'test'];

/** Syntax trees as lists of nodes; each file is parsed once for all rules. */
const parsed = new WeakMap<RepositoryFile, ts.Node[]>();

export interface ImportSite {
  specifier: string;
  line: number;
}

export function isScript(file: RepositoryFile): boolean {
  return SCRIPT.test(file.path);
}

/** A test file, or another file that is part of a test because it imports a test runner. */
export function isTestCode(file: RepositoryFile): boolean {
  if (TEST_FILE.test(file.path)) return true;
  return isScript(file) && importsOf(file).some((site) => TEST_RUNNERS.includes(site.specifier));
}

/** Every module that the file names: import, export from, import(), import type, require(). */
export function importsOf(file: RepositoryFile): ImportSite[] {
  return nodesOf(file).flatMap((node) => {
    const specifier = specifierOf(node);
    return specifier && ts.isStringLiteralLike(specifier)
      ? [{ specifier: specifier.text, line: lineOf(node) }]
      : [];
  });
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  if (!ts.isCallExpression(node)) return undefined;
  const loads = /^(import|require|require\.resolve|import\.meta\.resolve)$/;
  return loads.test(node.expression.getText()) ? node.arguments[0] : undefined;
}

/** All nodes of the file's syntax tree, parents before children. */
export function nodesOf(file: RepositoryFile): ts.Node[] {
  const known = parsed.get(file);
  if (known) return known;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true));
  parsed.set(file, nodes);
  return nodes;
}

/** The number of a node's first line, counted from 1; its comment is not part of it. */
export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

export function lineCountOf(node: ts.Node): number {
  const end = node.getSourceFile().getLineAndCharacterOfPosition(node.getEnd());
  return end.line + 1 - lineOf(node) + 1;
}

/** Whether an expression is describe, it, suite or test, plain or as in `it.only`, `test.each([])`. */
export function isTestFunction(expression: ts.Node): boolean {
  if (ts.isIdentifier(expression)) return TEST_FUNCTIONS.includes(expression.text);
  if (ts.isTaggedTemplateExpression(expression)) return isTestFunction(expression.tag);
  const isChained = ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression);
  return isChained && isTestFunction(expression.expression);
}
