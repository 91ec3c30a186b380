/**
 * What source may not say: the machine's own names outside `src/platform`, and the ways around the type checker.
 *
 * @module
 */

import ts from "typescript";
import { lineOf, placeOf, type SourceFile, type Violation, walk } from "./tree.ts";

/** Names of the machine: the runtime, the network, timers. */
const MACHINE_NAMES = new Set([
  "Bun",
  "Deno",
  "Worker",
  "WebSocket",
  "console",
  "fetch",
  "globalThis",
  "process",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

/** Members of well-known objects that read the machine; `crypto` and `performance` do with every member. */
const MACHINE_MEMBERS: Readonly<Record<string, RegExp>> = {
  Date: /^now$/,
  Math: /^random$/,
  crypto: /./,
  performance: /./,
};

/** Uses of the machine in `files`, which must reach it through `Platform`. */
export function machineNames(files: readonly SourceFile[]): Violation[] {
  const violations: Violation[] = [];
  for (const file of files) {
    for (const { fileName, pos } of ts.preProcessFile(file.text, true, true).importedFiles) {
      if (/^(node|bun):/.test(fileName)) {
        violations.push({ place: `${file.path}:${lineOf(file, pos)}`, found: fileName });
      }
    }
    walk(file, (node) => {
      const found = machineName(node);
      if (found !== undefined) violations.push({ place: placeOf(file, node), found });
    });
  }
  return violations;
}

function machineName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    if (MACHINE_MEMBERS[node.expression.text]?.test(node.name.text)) return `${node.expression.text}.${node.name.text}`;
  }
  // With arguments it is only a way to write a time down; without, it looks at the clock.
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === "Date") {
    if (ts.isCallExpression(node) || (node.arguments ?? []).length === 0) return "Date()";
  }
  if (ts.isIdentifier(node) && MACHINE_NAMES.has(node.text) && !isMemberName(node)) return node.text;
  return undefined;
}

/** True for the `process` of `x.process`, `{ process: 1 }` and of a member's declaration: those are other things. */
function isMemberName(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  return (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) &&
    parent.name === node;
}

/** Ways around the type checker, errors swallowed, and work left for later. */
export function looseEnds(files: readonly SourceFile[]): Violation[] {
  const violations: Violation[] = [];
  for (const file of files) {
    for (const match of file.text.matchAll(/@ts-(?:ignore|nocheck|expect-error)|\b(?:TODO|FIXME|XXX)\b/g)) {
      violations.push({ place: `${file.path}:${lineOf(file, match.index)}`, found: match[0] });
    }
    walk(file, (node) => {
      const found = looseEnd(file, node);
      if (found !== undefined) violations.push({ place: placeOf(file, node), found });
    });
  }
  return violations;
}

function looseEnd(file: SourceFile, node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isNonNullExpression(node)) return `${node.getText(file.tree)} (non-null assertion)`;
  if (ts.isAsExpression(node) && ts.isAsExpression(node.expression)) {
    if (node.expression.type.kind === ts.SyntaxKind.UnknownKeyword) return "as unknown as";
  }
  // A comment in the block, which says why nothing is to be done, is enough.
  if (ts.isCatchClause(node) && /^\{\s*\}$/.test(node.block.getText(file.tree))) return "empty catch";
  return undefined;
}
