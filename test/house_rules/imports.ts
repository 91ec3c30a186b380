/**
 * The direction of imports: a PUT walks down the list, and nothing imports upwards.
 *
 * @module
 */

import { posix } from "node:path";
import ts from "typescript";
import { lineOf, type SourceFile, type Violation } from "./tree.ts";

/**
 * A module may import from its own room and from rooms on later lines; rooms on one line are strangers.
 * The longest path that fits a file is its room, so `src/engine` means the files right in it.
 */
const ORDER: readonly (readonly string[])[] = [
  ["mod.ts", "src/main.ts", "src/worker.ts"],
  ["src/cli"],
  ["src/http", "src/mcp", "src/client"],
  ["src/level"],
  ["src/store", "src/secrets"],
  ["src/query"],
  ["src/index"],
  ["src/engine"],
  ["src/engine/compaction"],
  ["src/engine/log", "src/engine/memtable", "src/engine/sstable", "src/engine/manifest"],
  ["src/structure"],
  ["src/encoding"],
  ["src/platform"],
  ["src/base"],
];

/** What the order forbids and is allowed all the same: from, to, why. */
const EXCEPTIONS: readonly (readonly [string, string, string])[] = [
  ["src/platform", "src/encoding", "the CRC table, for a runtime whose zlib has none"],
];

/** Packages that belong to some rooms only. The others of package.json's dependencies may be used anywhere in src. */
const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  "abstract-level": ["src/level"],
  "@hono/zod-openapi": ["src/http"],
  "hono": ["src/http"],
  "openapi-fetch": ["src/client"],
};

/** The imports of `files` that go the wrong way, lead nowhere, or name a package the project does not depend on. */
export function wrongImports(files: readonly SourceFile[], packages: readonly string[]): Violation[] {
  const known = new Set(files.map((file) => file.path));
  return files.filter((file) => roomOf(file.path) !== undefined || file.path.startsWith("src/")).flatMap((file) =>
    ts.preProcessFile(file.text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
      const found = fileName.startsWith(".")
        ? wrongFile(file.path, posix.normalize(posix.join(posix.dirname(file.path), fileName)), known)
        : wrongPackage(file.path, fileName, packages);
      return found === undefined ? [] : [{ place: `${file.path}:${lineOf(file, pos)}`, found }];
    })
  );
}

function wrongFile(from: string, to: string, known: ReadonlySet<string>): string | undefined {
  if (!known.has(to)) return `imports ${to}, which is not in the tree`;
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === undefined) return "is in no room of the list";
  if (toRoom === undefined) return `imports ${to}, which is in no room of the list`;
  if (mayImport(fromRoom, toRoom)) return undefined;
  return `imports ${to}: ${fromRoom} may not know ${toRoom}`;
}

function mayImport(from: string, to: string): boolean {
  // The three entries of the first line are files, each a room of its own.
  return from === to || lineIn(from) < lineIn(to) || EXCEPTIONS.some(([a, b]) => a === from && b === to);
}

function wrongPackage(from: string, name: string, packages: readonly string[]): string | undefined {
  if (/^(node|bun):/.test(name)) return undefined; // the rule on names speaks of these
  const found = packages.find((each) => name === each || name.startsWith(`${each}/`));
  if (found === undefined) return `imports ${name}, which is no dependency in package.json`;
  const rooms = PACKAGE_ROOMS[found];
  if (rooms === undefined || rooms.includes(roomOf(from) ?? "")) return undefined;
  return `imports ${name}, which only ${rooms.join(", ")} may know`;
}

/** The room a file is in. */
function roomOf(path: string): string | undefined {
  const rooms = ORDER.flat().filter((room) => path === room || path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

function lineIn(room: string): number {
  return ORDER.findIndex((line) => line.includes(room));
}

/** Chains of imports that come back to where they began, each told once. Imports of types alone do not count. */
export function importCycles(files: readonly SourceFile[]): Violation[] {
  const edges = new Map(files.map((file) => [file.path, valueImports(file)]));
  const state = new Map<string, "open" | "done">();
  const cycles: Violation[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === "done" || !edges.has(path)) return;
    if (state.get(path) === "open") {
      const cycle = [...trail.slice(trail.indexOf(path)), path];
      cycles.push({ place: path, found: cycle.join(" → ") });
      return;
    }
    state.set(path, "open");
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, "done");
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}

function valueImports(file: SourceFile): string[] {
  return file.tree.statements.flatMap((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const typesOnly = ts.isImportDeclaration(node)
      ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : node.isTypeOnly;
    const target = node.moduleSpecifier;
    if (typesOnly || target === undefined || !ts.isStringLiteral(target) || !target.text.startsWith(".")) return [];
    return [posix.normalize(posix.join(posix.dirname(file.path), target.text))];
  });
}
