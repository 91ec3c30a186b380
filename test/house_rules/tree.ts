/**
 * The files that the house rules look at: what git has, and what it would take.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A text file: its path from the root, with `/`, and what it says. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A TypeScript file, parsed. */
export interface SourceFile extends TextFile {
  readonly tree: ts.SourceFile;
}

/** A rule broken: where, and what was found there. */
export interface Violation {
  readonly place: string;
  readonly found: string;
}

/** Paths of all files that are in git or would be added: new ones count too, ignored ones do not. */
export function listTree(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = listed.split("\0").filter((path) => path !== "" && existsSync(join(ROOT, path)));
  return [...new Set(paths)].sort();
}

/** Reads the file, or nothing when it is no text. */
export function readText(path: string): TextFile | undefined {
  const text = readFileSync(join(ROOT, path), "utf8");
  return text.includes("\0") ? undefined : { path, text };
}

/** Parses a TypeScript file. */
export function parseSource({ path, text }: TextFile): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Where `node` begins, as `path:line`. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${lineOf(file, node.getStart(file.tree))}`;
}

/** The line of a position, from 1. */
export function lineOf(file: SourceFile, position: number): number {
  return file.tree.getLineAndCharacterOfPosition(position).line + 1;
}

/** Calls `visit` for every node of the file, outer ones first. */
export function walk(file: SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node);
    node.forEachChild(step);
  };
  step(file.tree);
}
