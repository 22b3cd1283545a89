import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** What one Bicep file declares and names; whether that fits together with others is for whoever reads them. */
export interface BicepFile {
  readonly path: string;
  /** Parameters, and whether a value has to be given. */
  readonly parameters: ReadonlyMap<string, { isRequired: boolean }>;
  readonly outputs: ReadonlySet<string>;
  readonly modules: ReadonlyMap<string, { path: string; parameters: readonly string[] }>;
  /** Names that were declared, and those that were used, without properties and keys. */
  readonly declared: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** As `module.output`. */
  readonly moduleOutputs: ReadonlySet<string>;
  readonly root: Node;
  /** Lines that are not Bicep. */
  readonly errors: readonly string[];
}

const declarations = [
  'parameter_declaration',
  'variable_declaration',
  'resource_declaration',
  'module_declaration',
  'output_declaration',
];

/** Opens the grammar once for any number of files. */
export async function bicepReader(): Promise<(path: string) => Promise<BicepFile>> {
  await Parser.init();
  const grammar = import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  const parser = new Parser().setLanguage(await Language.load(fileURLToPath(grammar)));
  return async (path) => {
    const tree = parser.parse(await readFile(path, 'utf8'));
    if (!tree) throw new TypeError(`${path} was not read`);
    return describeFile(path, tree.rootNode);
  };
}

function describeFile(path: string, root: Node): BicepFile {
  const all = descendants(root);
  const ofType = (type: string) => all.filter((node) => node.type === type);
  const identifiers = ofType('identifier');
  return {
    path,
    root,
    parameters: new Map(
      ofType('parameter_declaration').map((node) => [
        nameOf(node),
        { isRequired: isRequired(node) },
      ]),
    ),
    outputs: new Set(ofType('output_declaration').map(nameOf)),
    modules: new Map(ofType('module_declaration').map((node) => [nameOf(node), moduleOf(node)])),
    declared: new Set(all.filter((node) => declares(node)).map(({ text }) => text)),
    used: new Set(identifiers.filter(isUse).map(({ text }) => text)),
    functions: new Set(identifiers.filter(isFunction).map(({ text }) => text)),
    moduleOutputs: new Set(
      ofType('member_expression').flatMap(
        ({ text }) => /^\w+\.outputs\.\w+$/.exec(text)?.[0] ?? [],
      ),
    ),
    errors: all
      .filter((node) => node.isError || node.isMissing)
      .map(({ startPosition, text }) => `${path}:${startPosition.row + 1} ${text}`),
  };
}

export function descendants(node: Node): Node[] {
  return [node, ...node.children.flatMap(descendants)];
}

/** The value of a property of an object; undefined where it is not there. */
export function propertyOf(object: Node, key: string): Node | undefined {
  const property = object.namedChildren.find((child) => child.firstNamedChild?.text === key);
  return property?.namedChildren[1];
}

/** The text of a string without interpolations; undefined for anything else. */
export function literalOf(node: Node | undefined): string | undefined {
  const [, text] = /^'([^'$]*)'$/.exec(node?.text ?? '') ?? [];
  return text;
}

function nameOf(declaration: Node): string {
  return declaration.namedChildren.find(({ type }) => type === 'identifier')?.text ?? '';
}

/** Without a default, and not nullable. */
function isRequired(parameter: Node): boolean {
  const parts = parameter.namedChildren.filter(({ type }) => type !== 'decorators');
  return parts.length < 3 && !parts.some((part) => part.firstNamedChild?.type === 'nullable_type');
}

function moduleOf(declaration: Node) {
  const [path, body] = declaration.namedChildren.filter(({ type }) => type !== 'identifier');
  const given = body && propertyOf(body, 'params');
  const parameters = given?.namedChildren.map((child) => child.firstNamedChild?.text ?? '') ?? [];
  return { path: literalOf(path) ?? '', parameters };
}

/** The name in a declaration, of a loop or of what a lambda is given. */
function declares(node: Node): boolean {
  if (['loop_variable', 'loop_enumerator'].includes(node.type)) return true;
  const { parent } = node;
  if (node.type !== 'identifier' || !parent) return false;
  const isFirst = parent.namedChildren.find(({ type }) => type === 'identifier')?.id === node.id;
  const declaring = [...declarations, 'for_statement', 'lambda_expression'];
  return isFirst && declaring.includes(parent.type);
}

function isFunction({ parent, id }: Node): boolean {
  return parent?.type === 'call_expression' && parent.firstNamedChild?.id === id;
}

function isUse(identifier: Node): boolean {
  const isKey =
    identifier.parent?.type === 'object_property' &&
    identifier.parent.firstNamedChild?.id === identifier.id;
  return !isKey && !declares(identifier) && !isFunction(identifier);
}
