import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** From the root of the repository, with forward slashes: `sdk/model/forest.ts`. */
  readonly path: string;
  readonly syntax: ts.SourceFile;
}

export interface Import {
  readonly specifier: string;
  /** The file that it names, from the root, or undefined for a package. */
  readonly file: string | undefined;
  /** Whether it vanishes when types are erased. */
  readonly typeOnly: boolean;
}

/** Reads every TypeScript file of a top-level folder, build output aside. */
export function readSources(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('/dist/'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  return { path, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Static and dynamic imports, re-exports, and the files that `new URL(..., import.meta.url)` names. */
export function importsOf({ path, syntax }: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (literal: ts.Node | undefined, typeOnly: boolean) => {
    if (!literal || !ts.isStringLiteralLike(literal)) return;
    const specifier = literal.text;
    const relative = specifier.startsWith('.');
    const file = relative
      ? join(path, '..', specifier.replace(/\?.*$/, '')).replace(/\.js$/, '.ts')
      : undefined;
    found.push({ specifier, file, typeOnly });
  };
  visit(syntax, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
  });
  return found;
}

const outsideNames = new Set([
  ...['fetch', 'Worker', 'SharedWorker', 'navigator', 'process', 'caches', 'performance'],
  ...['window', 'document', 'self', 'location', 'localStorage', 'sessionStorage', 'indexedDB'],
  ...['XMLHttpRequest', 'WebSocket', 'EventSource', 'postMessage', 'importScripts'],
]);

const outsideMembers = new Set([
  ...['Date.now', 'Math.random', 'crypto.getRandomValues', 'crypto.randomUUID'],
  ...[...outsideNames].map((name) => `globalThis.${name}`),
]);

/**
 * Uses of the clock, of randomness and of the platform's doors to the outside. A parameter or
 * variable of the same name is not the global, and a property of something else is not either.
 */
export function outsideUses({ path, syntax }: SourceFile): readonly string[] {
  const declared = new Set<string>();
  visit(syntax, (node) => {
    if (isDeclaration(node) && node.name && ts.isIdentifier(node.name))
      declared.add(node.name.text);
  });
  const found: string[] = [];
  visit(syntax, (node) => {
    const { line } = ts.getLineAndCharacterOfPosition(syntax, node.getStart());
    const place = `${path}:${line + 1}`;
    if (ts.isPropertyAccessExpression(node)) {
      const text = `${node.expression.getText()}.${node.name.text}`;
      if (outsideMembers.has(text)) found.push(`${place} uses ${text}`);
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
      if (!node.arguments?.length) found.push(`${place} uses new Date()`);
    } else if (ts.isIdentifier(node) && outsideNames.has(node.text)) {
      if (!declared.has(node.text) && isReference(node)) found.push(`${place} uses ${node.text}`);
    }
  });
  return found;
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isParameter(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isImportSpecifier(node)
  );
}

/** Whether an identifier in an expression stands for a variable, rather than for a member's name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !('name' in parent && parent.name === node);
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
