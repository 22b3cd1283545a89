import ts from 'typescript';
import type { Finding, RepositoryFile, Rule } from './repository-files.ts';
import { isScript, isTestCode, isTestFunction, lineCountOf, lineOf, nodesOf } from './syntax.ts';

const SOURCE_LINES = 300;
const TEST_LINES = 400;
const FUNCTION_LINES = 70;
const SOURCE = /\.([cm]?[jt]s|html|css|scss|sql|sh)$/;

export const sizeRules: Rule[] = [
  {
    name: `a source file has at most ${SOURCE_LINES} lines, a test ${TEST_LINES}`,
    find: (files) => files.filter((file) => SOURCE.test(file.path)).flatMap(findLongFile),
  },
  {
    name: `a function has at most ${FUNCTION_LINES} lines`,
    find: (files) => files.filter(isScript).flatMap(findLongFunctions),
  },
];

function findLongFile(file: RepositoryFile): Finding[] {
  const lines = file.text.replace(/\n$/, '').split('\n').length;
  const limit = isTestCode(file) ? TEST_LINES : SOURCE_LINES;
  if (lines <= limit) return [];
  return [{ path: file.path, line: limit + 1, message: `${lines} lines, the limit is ${limit}` }];
}

function findLongFunctions(file: RepositoryFile): Finding[] {
  const functions = nodesOf(file).filter(isFunctionWithBody);
  const tests = isTestCode(file) ? functions.filter(isTestCallback) : [];
  return functions.flatMap((node) => {
    if (tests.includes(node)) return [];
    // The tests in a conformance suite's function count no more than those in a describe.
    const inTests = outermost(tests.filter((test) => isInside(test, node))).map(lineCountOf);
    const lines = inTests.reduce((rest, count) => rest - count, lineCountOf(node));
    if (lines <= FUNCTION_LINES) return [];
    const message = `${nameOf(node)} has ${lines} lines, the limit is ${FUNCTION_LINES}`;
    return [{ path: file.path, line: lineOf(node), message }];
  });
}

function isFunctionWithBody(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function isTestCallback(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && call.expression !== node && isTestFunction(call.expression);
}

function outermost(nodes: ts.Node[]): ts.Node[] {
  return nodes.filter((node) => !nodes.some((other) => isInside(node, other)));
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node !== outer && node.pos >= outer.pos && node.end <= outer.end;
}

function nameOf(node: ts.Node): string {
  const named = [node, node.parent].find((candidate) => 'name' in candidate && candidate.name);
  const name = named && ts.getNameOfDeclaration(named as ts.Declaration);
  return name?.getText() ?? 'a function';
}
