import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './workspace.ts';

/** Classes of the platform whose instances no catalogue describes. */
const NATIVE = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'AggregateError',
  'DOMException',
]);

/**
 * Classes that extend a native error and may: ours, and those that play the platform. A file system driver speaks
 * in the shape of Node.js's own errors, a disturbed transport in that of fetch; the workspace and the model clients
 * turn them into errors of a catalogue.
 */
const ALLOWED_CLASSES = new Set(['EnhancedCodeError', 'DriverError', 'FetchFailure']);

/** Places in one source where an error outside any catalogue is made or thrown, as `file:line what`. */
export function foreignThrowsIn(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = foreignThrow(node);
    if (what !== undefined) {
      found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function foreignThrow(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return nativeError(node.expression, 'new');
  if (ts.isClassLike(node)) return foreignClass(node);
  if (ts.isThrowStatement(node) && isPlainValue(node.expression)) return `throw ${node.expression.getText()}`;
  return undefined;
}

function nativeError(expression: ts.Node, verb: string): string | undefined {
  return ts.isIdentifier(expression) && NATIVE.has(expression.text)
    ? `${verb} ${expression.text}`
    : undefined;
}

function foreignClass(node: ts.ClassLikeDeclaration): string | undefined {
  if (ALLOWED_CLASSES.has(node.name?.text ?? '')) return undefined;
  const parents =
    node.heritageClauses?.flatMap((clause) => clause.types.map((type) => type.expression)) ?? [];
  return parents.map((parent) => nativeError(parent, 'extends')).find((what) => what !== undefined);
}

function isPlainValue(node: ts.Expression): boolean {
  return ts.isLiteralExpression(node) || ts.isTemplateExpression(node) || ts.isObjectLiteralExpression(node);
}

/** Every such place in the sources of packages and apps; tests may throw what they like. */
export function findForeignThrows(): { readonly files: number; readonly found: readonly string[] } {
  const files = globSync('{packages,apps,apps/examples}/*/{src,app}/**/*.{ts,tsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\.test(?:-d)?\.tsx?$|node_modules/.test(path))
    .sort();
  const found = files.flatMap((path) => foreignThrowsIn(path, readFileSync(join(root, path), 'utf8')));
  return { files: files.length, found };
}
